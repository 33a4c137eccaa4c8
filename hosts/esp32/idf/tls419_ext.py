"""
An extension of idf.py: adds the component tls419 to whatever project is built.

Moddable makes the project that ESP-IDF builds, and its manifests cannot say that it has a component in a folder of its own. ESP-IDF can be told by the environment:
IDF_EXTRA_ACTIONS_PATH names folders of extensions, of which idf.py loads every module whose name ends with _ext. manifest.json sets it.
"""

from pathlib import Path

NAME = "EXTRA_COMPONENT_DIRS"
COMPONENT = Path(__file__).resolve().parent.parent / "tls419"


def add_component(_context, global_args, _tasks):
    """Adds the folder to those that the command line names; a list of CMake's has semicolons."""
    folders = [COMPONENT.as_posix()]
    entries = []
    for entry in global_args.define_cache_entry:
        if entry.split("=", 1)[0].split(":", 1)[0] == NAME:
            folders.insert(0, entry.split("=", 1)[1])
        else:
            entries.append(entry)
    global_args.define_cache_entry = [*entries, f"{NAME}={';'.join(folders)}"]


def action_extensions(_base_actions, _project_path):
    return {"global_action_callbacks": [add_component]}
