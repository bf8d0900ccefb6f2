-- What a page needs on paper that it does not need on a screen.

function Math(formula) -- a long display is shrunk to the line
  if formula.mathtype == "DisplayMath" then
    return pandoc.RawInline("latex", "\\fitted{" .. formula.text .. "}")
  end
end

function Link(link) -- pages lie beside each other
  link.target = link.target:gsub("%.md$", ".pdf"):gsub("%.md#.*$", ".pdf")
  return link
end

local LINE, COLUMN = 90, 40 -- characters that fit on a line; most that a column is made wide for

function Table(made) -- a table wider than the line has its columns wrapped, each about as wide as its longest cell needs
  local longest = {}
  local function measure(rows)
    for _, row in ipairs(rows) do
      for k, cell in ipairs(row.cells) do
        local size = utf8.len(pandoc.utils.stringify(cell.contents)) or 1
        longest[k] = math.max(longest[k] or 4, math.min(size + 1, COLUMN))
      end
    end
  end
  measure(made.head.rows)
  for _, body in ipairs(made.bodies) do
    measure(body.body)
  end
  local total = 0
  for _, size in ipairs(longest) do
    total = total + size
  end
  if total > LINE then
    for k, size in ipairs(longest) do
      made.colspecs[k] = { made.colspecs[k][1], 0.98 * size / total }
    end
    return made
  end
end
