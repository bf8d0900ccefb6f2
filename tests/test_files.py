"""What is written is whole, where it was asked for, and nothing else is touched; what is read back is what was written."""

from __future__ import annotations

import json
import os
import random
import stat
import subprocess
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from derivations.cli.commands import STARTING_FILE
from derivations.tasks.run import Store, run_tasks, task_key
from montecarlo.files import check_writable, sealed, unsealed, write_atomic
from montecarlo.runs.checkpoint import Checkpoint, fingerprint
from montecarlo.runs.tally import Tally
from montecarlo.runs.trial import experiment
from numerics.problem.noisy_quadratic import NoisyQuadratic
from tests.command_line import run
from theory.errors import InputError
from theory.optimizers import SGD

ROOT = Path(__file__).parent.parent
RISK = ("risk", "sgd", "--set", "learning_rate=0.1", "--dimension", "3")
TASKS = [{"name": f"task {k}", "value": k / 7} for k in range(4)]


def command(*arguments: str, **options: object) -> subprocess.CompletedProcess[bytes]:
    """A command in a process of its own, with the standard output it is given."""
    return subprocess.run([sys.executable, "-m", "nqm", *arguments], cwd=ROOT, timeout=120, check=False, **options)  # type: ignore[call-overload,no-any-return]


def share(task: dict[str, object]) -> dict[str, object]:
    return {"shares": [task["value"], 1.5, None, "inf"], "name": task["name"]}


# -- where the content goes ------------------------------------------------------------------------------------------


def test_a_link_stays_and_what_it_leads_to_is_replaced(tmp_path: Path) -> None:
    """Through one link and through two, to a file that exists and to one that does not: the links are links afterwards."""
    for name in ("there", "new"):
        target, link, second = tmp_path / name, tmp_path / f"{name}-link", tmp_path / f"{name}-second"
        if name == "there":
            target.write_bytes(b"old")
        link.symlink_to(name)
        second.symlink_to(link)
        write_atomic(second, b"content")
        assert link.is_symlink()
        assert second.is_symlink()
        assert target.read_bytes() == b"content"
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "new",
        "new-link",
        "new-second",
        "there",
        "there-link",
        "there-second",
    ]


@pytest.mark.parametrize("mode", [0o600, 0o640, 0o666, 0o755])
def test_permissions_are_kept(tmp_path: Path, mode: int) -> None:
    """A private file stays private; a new one has what the user's mask gives."""
    file = tmp_path / "file"
    file.touch()
    file.chmod(mode)
    write_atomic(file, b"content")
    assert stat.S_IMODE(file.stat().st_mode) == mode
    mask = os.umask(0o027)
    try:
        write_atomic(tmp_path / "new", b"content")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o640


@pytest.mark.parametrize("device", ["/dev/null", "/dev/full", "/dev/zero"])
def test_a_device_stays_a_device(device: str, capsys: pytest.CaptureFixture[str]) -> None:
    """--json to a device writes to it; one that takes nothing gives a line and exit code 2."""
    before = os.stat(device)
    code, _, err = run(capsys, *RISK, "--json", device)
    after = os.stat(device)
    assert stat.S_ISCHR(after.st_mode)
    assert after.st_ino == before.st_ino
    assert (code, err.count("\n")) == ((2, 1) if device == "/dev/full" else (0, 0))


def test_a_pipe_gets_all_of_it_and_stays(tmp_path: Path) -> None:
    """A named pipe: the reader gets more than a pipe's buffer holds, and the pipe is still one."""
    pipe, content, got = tmp_path / "pipe", random.Random(0).randbytes(300_000), []
    os.mkfifo(pipe)
    check_writable(pipe)
    reader = threading.Thread(target=lambda: got.append(pipe.read_bytes()))
    reader.start()
    write_atomic(pipe, content)
    reader.join(timeout=20)
    assert got == [content]
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_standard_output_by_its_name(tmp_path: Path) -> None:
    """--json /dev/stdout, in a pipe and in a file: the table and the JSON, both whole."""
    out = tmp_path / "out"
    piped = command(*RISK, "--json", "/dev/stdout", stdout=subprocess.PIPE).stdout.decode()
    with out.open("wb") as file:
        command(*RISK, "--json", "/dev/stdout", stdout=file)
    for text in (piped, out.read_text()):
        assert text.startswith("sgd")
        assert json.loads(text[text.index("{") :])["steps"] == [0, 1, 10, 100, 1000]


@pytest.mark.parametrize(
    ("place", "why"),
    [
        ("folder", "it is a folder"),
        ("file/below", "Not a directory"),
        ("circle", "circle"),
        ("x" * 300, "too long"),
        ("", "folder"),
    ],
)
def test_what_cannot_be_written_is_said_before_the_work(
    tmp_path: Path, place: str, why: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line with the reason and exit code 2, no work done, everything as it was."""
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_bytes(b"old")
    (tmp_path / "circle").symlink_to("circle")
    before = sorted(tmp_path.rglob("*"))
    code, out, err = run(capsys, *RISK, "--json", str(tmp_path / place) if place else ".")
    assert (code, out) == (2, "")
    assert err.count("\n") == 1
    assert why in err
    assert sorted(tmp_path.rglob("*")) == before
    assert (tmp_path / "file").read_bytes() == b"old"


def test_a_full_disk_keeps_the_old_content(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A write that fails half-way, or is interrupted, leaves the file that was there and nothing beside it."""
    file = tmp_path / "file"
    file.write_bytes(b"old")
    for error in (OSError(28, "No space left on device"), KeyboardInterrupt()):

        def fail(*_: object, error: BaseException = error) -> None:
            raise error

        monkeypatch.setattr(os, "replace", fail)
        with pytest.raises((InputError, KeyboardInterrupt)):
            write_atomic(file, b"new")
        assert [p.name for p in tmp_path.iterdir()] == ["file"]
        assert file.read_bytes() == b"old"


def test_two_options_do_not_share_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """JSON over the CSV, over the problem that is read, or over the file to resume from: refused, and nothing is lost."""
    problem = tmp_path / "problem.csv"
    problem.write_text("h,c\n1,1\n")
    link = tmp_path / "link"
    link.symlink_to(problem)
    steps = ("steps", "sgd", "--target", "0.1", "--batch-sizes", "4")
    shared = str(tmp_path / "out")
    for arguments in (
        (*steps, "--json", shared, "--csv", shared),
        (*steps, "--json", shared, "--resume", shared),
        (*RISK, "--problem", str(problem), "--json", str(link)),
    ):
        code, out, err = run(capsys, *arguments)
        assert (code, out, err.count("\n")) == (2, "", 1)
        assert "are one file" in err
    assert problem.read_text() == "h,c\n1,1\n"


RULE = STARTING_FILE.format(file="r.py", name="Rule") + "from beside import FACTOR\n"
SET = ("--set", "learning_rate=0.1", "--set", "momentum=0.5")
QUICK = ("--dimension", "3", "--steps", "1")


@pytest.mark.parametrize("way", ["{r}", "{r}:Rule", "ema({r}:Rule)", "{link}:Rule"])
@pytest.mark.parametrize("target", ["r.py", "beside.py", "link.py"])
@pytest.mark.parametrize(
    "arguments",
    [
        ("verify", "RULE", "--json", "FILE"),
        ("derive", "RULE", "--json", "FILE"),
        ("equivalent", "sgd", "RULE", "--json", "FILE"),
        ("equivalent", "RULE", "sgd", "--json", "FILE"),
        ("risk", "RULE", *SET, *QUICK, "--json", "FILE"),
        ("trajectory", "RULE", *SET, *QUICK, "--json", "FILE"),
        ("simulate", "RULE", *SET, *QUICK, "--replicates", "4", "--json", "FILE"),
        ("steps", "sgd", "RULE", "--dimension", "3", "--batch-sizes", "4", "--target", "0.5", "--csv", "FILE"),
        ("steps", "RULE", "--dimension", "3", "--batch-sizes", "4", "--target", "0.5", "--resume", "FILE"),
        ("advise", "MODEL", "--optimizer", "RULE", "--batch-sizes", "4", "--json", "FILE"),
    ],
)
def test_no_option_writes_over_a_rule(
    tmp_path: Path, arguments: tuple[str, ...], target: str, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """A file of rules, one that it imports, a link to it: every command that reads it refuses to write there, in one line."""
    texts = {"r.py": RULE, "beside.py": "FACTOR = 2\n"}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "link.py").symlink_to("r.py")
    rule = way.format(r=tmp_path / "r.py", link=tmp_path / "link.py")
    if arguments[0] == "verify":
        rule = rule.removeprefix("ema(").removesuffix(")")
    np.savez(tmp_path / "model.npz", curvatures=[1.0, 0.5], covariance=np.eye(2), displacement=[1.0, 1.0])
    words = {"RULE": rule, "FILE": str(tmp_path / target), "MODEL": str(tmp_path / "model.npz")}
    given = [words.get(a, a) for a in arguments]
    code, out, err = run(capsys, *given)
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "are one file" in err
    assert {name: (tmp_path / name).read_text() for name in texts} == texts
    assert (tmp_path / "link.py").is_symlink()


def test_a_rule_may_be_read_twice(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Two rules of one file, in one command and in commands one after the other; the JSON goes to a file of its own."""
    (tmp_path / "r.py").write_text(RULE)
    (tmp_path / "beside.py").write_text("FACTOR = 2\n")
    rule = f"{tmp_path / 'r.py'}:Rule"
    for k in range(2):
        code, _, _ = run(capsys, "equivalent", rule, f"ema({rule})", "--json", str(tmp_path / f"{k}.json"))
        assert code in (0, 1)
        assert json.loads((tmp_path / f"{k}.json").read_text())["first"] == "rule"


@pytest.mark.parametrize(
    "pair", [("-", "-"), ("/dev/stdout", "-"), ("-", "/dev/stdout"), ("/dev/null", "/dev/null"), ("-", "FILE")]
)
def test_two_options_do_not_share_standard_output(tmp_path: Path, pair: tuple[str, str]) -> None:
    """--csv and --json both on standard output, however that is named, are refused; what goes nowhere may go there twice."""
    csv, json_ = (str(tmp_path / "out") if p == "FILE" else p for p in pair)
    steps = ("steps", "sgd", "--target", "0.5", "--batch-sizes", "4", "--dimension", "3")
    done = command(*steps, "--csv", csv, "--json", json_, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    if "/dev/null" in pair or "FILE" in pair:
        assert done.returncode == 0
        return
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert b"both write standard output" in done.stderr


@pytest.mark.parametrize("option", ["--json", "--csv", "--plot", "--resume"])
def test_an_empty_name_is_said(option: str, capsys: pytest.CaptureFixture[str]) -> None:
    """No file has it: that is said, and nothing is done."""
    code, out, err = run(capsys, "steps", "sgd", option, "")
    assert (code, out, err.count("\n")) == (2, "", 1)
    assert "its name is empty" in err


@pytest.mark.parametrize("arguments", [("risk", "nope"), ("no-such-command",), ("risk", "sgd")])
@pytest.mark.parametrize("closed", [False, True])
def test_a_complaint_that_cannot_be_made_is_still_exit_code_2(arguments: tuple[str, ...], closed: bool) -> None:
    """Standard error full or closed: exit code 2 all the same, and nothing on standard output."""
    shell = f"exec {sys.executable} -m nqm {' '.join(arguments)} 2>{'&-' if closed else '/dev/full'}"
    done = subprocess.run(["sh", "-c", shell], cwd=ROOT, stdout=subprocess.PIPE, timeout=120, check=False)
    assert (done.returncode, done.stdout) == (2, b"")


@pytest.mark.parametrize("lines", [0, 1, 3])
def test_a_reader_who_leaves_takes_nothing_with_him(tmp_path: Path, lines: int) -> None:
    """``| head`` beside --json FILE: the file is written, the exit code is the command's, standard error is quiet."""
    file = tmp_path / "risk.json"
    many = ",".join(map(str, range(3000)))
    producer = subprocess.Popen(
        [sys.executable, "-m", "nqm", *RISK, "--steps", many, "--json", str(file)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert producer.stdout and producer.stderr
    for _ in range(lines):
        producer.stdout.readline()
    producer.stdout.close()
    errors = producer.stderr.read()
    producer.stderr.close()
    assert (producer.wait(timeout=120), errors) == (0, b"")
    assert len(json.loads(file.read_text())["risk"]) == 3000


def test_standard_output_that_is_full_is_one_line() -> None:
    """``> /dev/full``: exit code 2 and a line, no traceback."""
    with open("/dev/full", "wb") as full:
        done = command(*RISK, stdout=full, stderr=subprocess.PIPE)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert b"No space left" in done.stderr


# -- what is read back -----------------------------------------------------------------------------------------------


@given(
    st.dictionaries(st.text(max_size=5), st.none() | st.floats() | st.integers() | st.text(max_size=5) | st.lists(st.floats())),
    st.data(),
)
def test_a_sealed_line_is_believed_only_as_it_was_written(content: dict[str, object], data: st.DataObject) -> None:
    """Any content comes back the same; with any one byte replaced it does not come back as anything else."""
    content.pop("check", None)
    line = sealed(content).encode()
    assert "\n" not in line.decode()
    same = unsealed(line)
    assert json.dumps(same, sort_keys=True) == json.dumps(content, sort_keys=True)  # NaN is not itself
    where = data.draw(st.integers(0, len(line) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda b: b != line[where]))
    changed = unsealed(line[:where] + bytes([other]) + line[where + 1 :])
    assert changed is None or json.dumps(changed, sort_keys=True) == json.dumps(content, sort_keys=True)


@pytest.mark.parametrize(
    "junk", [b"", b"null", b"[]", b"{}", b'{"check": []}', b"[" * 10_000, b'{"check": "x", "key": 1', b"\xff\xfe", b"1e999"]
)
def test_anything_else_is_not_a_record(junk: bytes) -> None:
    """Lines that no ``sealed`` made are no records, and no traceback."""
    assert unsealed(junk) is None


def damaged(seed: int, text: bytes) -> bytes:
    """The file with one thing wrong: a byte changed, a byte lost, the end torn off, junk in the middle."""
    chance = random.Random(seed)
    where = chance.randrange(len(text))
    return (
        text[:where] + bytes([chance.randrange(256)]) + text[where + 1 :],
        text[:where] + text[where + 1 :],
        text[:where],
        text[:where] + chance.randbytes(9) + text[where:],
    )[seed % 4]


@pytest.mark.parametrize("block", range(4))
def test_a_damaged_file_of_results_gives_the_same_results(
    tmp_path: Path, block: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """A hundred ways to damage the file: every result is that of a run without it, and the file can be used again."""
    file, right = tmp_path / "done.jsonl", [share(t) for t in TASKS]
    run_tasks(share, TASKS, resume=str(file))
    whole = file.read_bytes()
    for seed in range(25 * block, 25 * (block + 1)):
        file.write_bytes(damaged(seed, whole))
        assert run_tasks(share, TASKS, resume=str(file)) == right
        assert Store(str(file)).known.keys() == {task_key(t) for t in TASKS}


def test_a_flipped_digit_is_computed_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A result in which one digit was changed is not believed, and that is said."""
    file = tmp_path / "done.jsonl"
    run_tasks(share, TASKS, resume=str(file))
    file.write_text(file.read_text().replace("1.5", "1.6", 1))
    calls: list[object] = []
    run_tasks(lambda task: (calls.append(task), share(task))[1], TASKS, resume=str(file))
    assert len(calls) == 1
    assert "1 damaged line" in capsys.readouterr().err


@pytest.mark.parametrize("content", [b"my thesis\n", b'{"a": 1}\n', b"\x00\x01\xff", b"[]\n[]\n", b"key,result\n"])
def test_a_foreign_file_is_left_alone(tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that holds something else is refused in one line and not written to, by --resume and as a checkpoint."""
    file = tmp_path / "mine"
    file.write_bytes(content)
    code, _, err = run(
        capsys, "steps", "sgd", "--target", "0.5", "--batch-sizes", "4", "--dimension", "3", "--resume", str(file)
    )
    assert (code, err.count("\n")) == (2, 1)
    with pytest.raises(InputError, match="not a checkpoint"):
        Checkpoint(file, experiment(SGD(learning_rate=0.1), NoisyQuadratic([1.0], [1.0]), [1], 4), 0)
    assert file.read_bytes() == content


@pytest.mark.parametrize("place", ["/dev/null", "/dev/zero", "."])
def test_results_are_kept_in_regular_files_only(place: str) -> None:
    """A device or a folder cannot be resumed from: said at once."""
    with pytest.raises(InputError, match="not a regular file"):
        Store(place)


def test_a_damaged_checkpoint_is_refused(tmp_path: Path) -> None:
    """Each of a hundred damages is refused in one line, or changed nothing."""
    file, setup = tmp_path / "run", experiment(SGD(learning_rate=0.1), NoisyQuadratic([1.0], [1.0]), [1, 2], 4)
    tally = Tally(7, (5, 6), (7, 8), (0, 0))
    Checkpoint(file, setup, 0).save(tally)
    whole = file.read_bytes()
    refused = 0
    for seed in range(100):
        file.write_bytes(damaged(seed, whole))
        try:
            found = Checkpoint(file, setup, 0).tally
        except InputError:
            refused += 1
        else:
            assert found == tally
    assert refused > 90


GOOD = {"count": 7, "totals": ["5", "6"], "squares": ["7", "8"], "infinite": ["0", "0"]}


@pytest.mark.parametrize("field", [*GOOD, "more"])
@pytest.mark.parametrize(
    "value",
    [None, True, -1, 2**63, 10**400, 1.5, "7", [], {}, ["zz", "0"], ["-5", "6"], ["0x5", "6"], [5, 6], ["5"], ["5", "6", "7"], ["f" * 9, "6"]],
)  # fmt: skip
def test_a_checkpoint_that_no_run_wrote_is_refused(tmp_path: Path, field: str, value: object) -> None:
    """A right checksum over a tally of another shape, or of sums that no risks have: one line, no traceback, not believed."""
    file, setup = tmp_path / "run", experiment(SGD(learning_rate=0.1), NoisyQuadratic([1.0], [1.0]), [1, 2], 4)
    for content in ({"tally": {**GOOD, field: value}}, {"tally": value}, {}):
        file.write_text(sealed({"run": fingerprint(setup, 0), **content}))
        with pytest.raises(InputError, match="not a checkpoint of a simulation, or is damaged"):
            Checkpoint(file, setup, 0)
    file.write_text(sealed({"run": fingerprint(setup, 0), "tally": GOOD}))
    assert Checkpoint(file, setup, 0).tally == Tally.from_dict(GOOD)
