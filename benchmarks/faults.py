"""What a run that breaks off leaves behind: `python benchmarks/faults.py FOLDER`, as root on Linux.

Two documents are released, one of a third body and a later version of the first come, and the run
that takes them in is killed at each stage, or finds the disk full or read-only. Then the fault is
gone and the next run does what is left to do. Writes faults.md beside this program.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent / folder) for folder in ("", "tests", "tests/build")]

from test_nightly import Night, Place, begun, disclosure  # noqa: E402

from yujuesuan.release.history import History  # noqa: E402

ENDED = {0: "published", 4: "failed", 5: "nothing new", 6: "published", -9: "killed"}
DBT_STARTS = "Running with dbt"
Fault = Callable[[Place], Night]


def kill(step: str, seconds_later: float = 0) -> Fault:
    """End the run by SIGKILL at the beginning of a step, or so many seconds into it."""
    return lambda place: place.killed("fault", begun(step), seconds_later=seconds_later)


def kill_after(event: str, **fields: str) -> Fault:
    """End the run by SIGKILL at another event of its log."""
    asked = {"event": event, **fields}
    return lambda place: place.killed("fault", lambda told: asked.items() <= told.items())


def kill_in_dbt(nth: int, seconds_later: float = 1) -> Fault:
    """End the run by SIGKILL so many seconds after dbt was started for the nth time."""

    def act(place: Place) -> Night:
        log = place.work / "logs" / "dbt.log"
        before = log.read_text(encoding="utf-8").count(DBT_STARTS)

        def wait_and_kill(process: subprocess.Popen[str]) -> None:
            while log.read_text(encoding="utf-8").count(DBT_STARTS) < before + nth:
                if process.poll() is not None:
                    return
                time.sleep(0.05)
            time.sleep(seconds_later)
            process.kill()

        return place.night("fault", at=begun("tables"), act=wait_and_kill)

    return act


def full_disk(megabytes: int, step: str | None = None) -> Fault:
    """Let the run find no more than so much room, from the start or a step's beginning on."""

    def act(place: Place) -> Night:
        def fill(*_: object) -> None:
            room = shutil.disk_usage(place.folder).used // 1024**2 + megabytes + 1
            run("mount", "-o", f"remount,size={room}m", str(place.folder))

        with mounted(place.folder):
            if step:
                return place.night("fault", at=begun(step), act=fill)
            fill()
            return place.night("fault")

    return act


def read_only(step: str | None) -> Fault:
    """Let nothing be written from the start, or from the beginning of a step on."""

    def act(place: Place) -> Night:
        with mounted(place.folder):
            if step is None:
                remount(place.folder, "ro")
                # The log of the run is in its work folder, which is elsewhere then.
                elsewhere = f"{place.folder}-work"
                shutil.copytree(place.work, elsewhere)
                night = place.night("fault", "--work", elsewhere)
                shutil.rmtree(elsewhere)
            else:
                night = place.night(
                    "fault", at=begun(step), act=lambda _: remount(place.folder, "ro")
                )
            remount(place.folder, "rw")
            return night

    return act


class mounted:  # noqa: N801 - a context manager, used like a function
    """Lay a file system in memory over a folder; what it holds then is copied in, and back."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.aside = folder.with_name(folder.name + "-aside")

    def __enter__(self) -> None:
        """Lay it over."""
        shutil.copytree(self.folder, self.aside, symlinks=True)
        run("mount", "-t", "tmpfs", "-o", "size=1g", "tmpfs", str(self.folder))
        shutil.copytree(self.aside, self.folder, symlinks=True, dirs_exist_ok=True)
        shutil.rmtree(self.aside)

    def __exit__(self, *_: object) -> None:
        """Take what the run left behind out of it."""
        shutil.copytree(self.folder, self.aside, symlinks=True)
        run("umount", str(self.folder))
        shutil.rmtree(self.folder)
        self.aside.rename(self.folder)


def remount(folder: Path, how: str) -> None:
    """Make a mounted folder read-only, or not; files open for writing do not stop it."""
    # A file system with open files refuses to be read-only; a bind over it does not.
    if how == "ro":
        run("mount", "--bind", str(folder), str(folder))
        run("mount", "-o", "remount,bind,ro", str(folder))
    else:
        run("umount", "--lazy", str(folder))


def run(*command: str) -> None:
    """Run a command that must succeed."""
    subprocess.run(command, check=True)  # noqa: S603


FAULTS: dict[str, Fault] = {
    "killed before anything is read": kill("read"),
    "killed when the document is landed": kill_after("document"),
    "killed when dbt starts": kill("tables"),
    # It parses, tells the bodies touched, works them out, and looks at all documents.
    "killed while the bodies touched are told": kill_in_dbt(2),
    "killed when their old rows are out": kill_in_dbt(3, 0),
    "killed while they are worked out": kill_in_dbt(3, 5),
    "killed while all documents are looked at": kill_in_dbt(4),
    "killed when dbt is done": kill_after("done", step="tables"),
    "killed while tables are written": kill("write", 0.3),
    "killed while checking": kill("check", 0.5),
    "killed before publishing": kill("publish"),
    "killed after publishing": kill_after("done", step="publish"),
    "disk full, no room": full_disk(0),
    "disk full, room for 3 MB": full_disk(3),
    "disk full, room for 30 MB": full_disk(30),
    "disk full from the writing of tables on": full_disk(1, "write"),
    "read-only from the start": read_only(None),
    "read-only from the writing of tables on": read_only("write"),
    "read-only from comparing on": read_only("report"),
}


def main(folder: Path, wanted: list[str]) -> None:
    """Try every fault and write the table."""
    base = Place(folder / "base")
    base.write("财政局.txt", disclosure("鲁山县财政局", 120.5, 30))
    base.write("农业局.txt", disclosure("鲁山县农业局", 70, 5))
    first = base.night("first")
    undisturbed = with_new_document(base, folder / "undisturbed").night("undisturbed")
    lines = [
        "# Faults",
        "",
        "Two documents are released, one of a third body and a later version of the first come;",
        "the run that takes them in breaks off.",
        "Every release is checked file by file against its manifest, and the release of the next",
        "run table by table (the bytes of each Parquet file) against that of an undisturbed run.",
        "Publishing itself, too quick to be hit by the clock, is killed before every single act on",
        "disk in tests/release/test_history.py.",
        "",
        "| fault | last step begun | ended | release readers find | next run | same as undisturbed "
        "| left over |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for name, fault in FAULTS.items():
        if wanted and name not in wanted:
            continue
        place = with_new_document(base, folder / name.replace(" ", "-").replace(",", ""))
        told = one(place, fault, first.release, undisturbed.parquet)
        lines.append(f"| {name} | {' | '.join(told)} |")
        shutil.rmtree(place.folder)
        # After each one: a benchmark of so many builds may itself be broken off.
        (HERE / "faults.md").write_text("\n".join(lines) + "\n", encoding="utf-8")


def one(place: Place, fault: Fault, old: str | None, expected: dict[str, bytes]) -> list[str]:
    """Let a fault happen and then the next run; tell what was found after each."""
    night = fault(place)
    which = "the old one" if night.release == old else "the new one"
    state = f"{which}, {'whole' if night.is_whole else 'NOT WHOLE'}"
    following = place.night("next")
    history = History.of(place.release)
    kept = {release.id for release in history.releases()}
    left = {path.name for path in history.folder.iterdir()} - kept - {".lock"}
    return [
        (night.steps or ["none"])[-1],
        ENDED.get(night.code, str(night.code)),
        state,
        ENDED.get(following.code, f"{following.code}: {following.stderr[-300:]}"),
        "yes" if following.parquet == expected else "NO",
        ", ".join(sorted(left)) or "nothing",
    ]


def with_new_document(base: Place, folder: Path) -> Place:
    """Copy the folders after the first night, and let two documents come."""
    shutil.copytree(base.folder, folder, symlinks=True)
    place = Place(folder)
    place.write("教育局.txt", disclosure("鲁山县教育局", 900, 75.25))
    later = disclosure("鲁山县财政局", 120.5, 31).replace(
        "部门预算\n", "部门预算\n\n2024年6月\n", 1
    )
    place.write("财政局（更正）.txt", later)
    return place


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
