#!/usr/bin/env bash
# jsii 1.142.0 for Python, with aws-cdk-lib 2.275.0: a list property is typed Sequence[str], and a type checker accepts a tuple.
# At run time the generated check of types accepts it as well, and then the call fails with an AttributeError that names neither
# the property nor the value. A set, which is no Sequence, has a clear TypeError. A list works.
# Run by hand: needs Python 3.10 or newer and Node.js, and takes about a minute.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check aws-cdk-lib==2.275.0 constructs==10.8.1 jsii==1.142.0
cat >actions.py <<'PY'
from aws_cdk import aws_iam
for actions in (["s3:GetObject"], ("s3:GetObject",), {"s3:GetObject"}):
    try:
        aws_iam.PolicyStatement(actions=actions, resources=["*"])
        print(f"{type(actions).__name__}: accepted")
    except Exception as error:
        print(f"{type(actions).__name__}: {type(error).__name__}: {error}")
PY
JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION=1 python/bin/python actions.py 2>/dev/null | tee seen
diff seen - <<'SEEN'
list: accepted
tuple: AttributeError: type object 'tuple' has no attribute '__jsii_type__'
set: TypeError: type of argument actions must be one of (Sequence[str], NoneType); got set instead
SEEN
