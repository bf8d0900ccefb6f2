"""Pages and pictures, in Markdown and LaTeX."""
