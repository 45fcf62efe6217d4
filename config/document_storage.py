"""Where documents are kept: a folder of this machine, or a bucket that several hosts share."""

from pathlib import Path
from typing import Any

import environ


def document_storage(env: environ.Env, folder: Path) -> dict[str, Any]:
    """The entry of STORAGES: S3-compatible when DOCUMENTS_S3_BUCKET names a bucket.

    Then `requirements/s3.txt` must be installed; keys come from where boto3 looks for them
    (AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the machine's own role).
    """
    bucket = env.str("DOCUMENTS_S3_BUCKET", default="")
    if not bucket:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": folder, "base_url": None},
        }
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": env.str("DOCUMENTS_S3_ENDPOINT", default=None),
            "region_name": env.str("DOCUMENTS_S3_REGION", default=None),
            "location": env.str("DOCUMENTS_S3_FOLDER", default="documents"),
            "file_overwrite": False,
            "default_acl": None,  # private: only the shop hands a document out
        },
    }
