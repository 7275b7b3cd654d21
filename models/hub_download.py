"""`python -m models.hub_download`: fetch one model into a Hugging Face cache. Runs in the
students' image.

Exit status 3: the hub has no such model or revision. 4: the hub cannot be reached.
"""

import argparse
import sys

NOT_FOUND, UNREACHABLE = 3, 4
# One form of the weights is enough; the old pickle form is taken only where there is no other.
SMALL = ["*.json", "*.txt", "*.model", "*.jinja", "*.md", "LICENSE*"]
SAFE = [*SMALL, "*.safetensors"]
OLD = [*SMALL, "pytorch_model*.bin"]
NEVER = ["onnx/*", "openvino/*", "*.onnx"]


def main() -> int:
    """Download the model; return the exit status."""
    parser = argparse.ArgumentParser(prog="models.hub_download")
    parser.add_argument("name")
    parser.add_argument("--revision", default="main")
    options = parser.parse_args()
    from huggingface_hub import HfApi, snapshot_download
    from huggingface_hub.errors import RepositoryNotFoundError, RevisionNotFoundError

    try:
        files = HfApi().list_repo_files(options.name, revision=options.revision)
        patterns = SAFE if any(name.endswith(".safetensors") for name in files) else OLD
        snapshot_download(
            options.name, revision=options.revision, allow_patterns=patterns, ignore_patterns=NEVER
        )
    except (RepositoryNotFoundError, RevisionNotFoundError) as error:
        print(error, file=sys.stderr)
        return NOT_FOUND
    except OSError as error:  # what the library and its HTTP client raise without a connection
        print(error, file=sys.stderr)
        return UNREACHABLE
    return 0


if __name__ == "__main__":
    sys.exit(main())
