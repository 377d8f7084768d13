#!/usr/bin/env bash
# MiniStack 1.5.33: if a custom resource responds FAILED to its Create, the rollback deletes the other resources, and sends no
# Delete for this one. CloudFormation sends it, also if the Create failed. A handler that relies on that Delete to clean up what its
# failed Create left cannot be tested here, and one that wrongly fails on it passes.
# Run by hand: needs Python 3.10 or newer, and takes about a minute.
set -euo pipefail
work=$(mktemp -d)
cd "$work"
server=
trap '[[ -z $server ]] || kill "$server"; rm -rf "$work"' EXIT
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check ministack==1.5.33 botocore==1.43.106
cat >handler.py <<'PY'
import json, urllib.request
def handler(event, context):
    with open("SEEN", "a") as seen:
        seen.write(event["RequestType"] + " " + event["LogicalResourceId"] + chr(10))
    failed = event["RequestType"] == "Create" and event["LogicalResourceId"] == "Fails"
    response = {key: event[key] for key in ("StackId", "RequestId", "LogicalResourceId")}
    response |= {"Status": "FAILED" if failed else "SUCCESS", "Reason": "on purpose", "PhysicalResourceId": event["LogicalResourceId"]}
    urllib.request.urlopen(urllib.request.Request(event["ResponseURL"], data=json.dumps(response).encode(), method="PUT"))
PY
cat >stack.py <<'PY'
import json, sys, time, botocore.session
port, record = sys.argv[1:]
cloudformation = botocore.session.get_session().create_client(
    "cloudformation", "eu-west-1", endpoint_url=f"http://127.0.0.1:{port}", aws_access_key_id="a", aws_secret_access_key="b")
for attempt in range(60):
    try:
        cloudformation.list_stacks()
        break
    except Exception:
        time.sleep(1)
trust = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "lambda.amazonaws.com"}}]}
custom = {"Type": "Custom::Part", "Properties": {"ServiceToken": {"Fn::GetAtt": ["Handler", "Arn"]}}}
resources = {
    "Role": {"Type": "AWS::IAM::Role", "Properties": {"AssumeRolePolicyDocument": trust}},
    "Handler": {"Type": "AWS::Lambda::Function", "Properties": {
        "Runtime": "python3.12", "Handler": "index.handler", "Timeout": 30, "Role": {"Fn::GetAtt": ["Role", "Arn"]},
        "Code": {"ZipFile": open("handler.py").read().replace("SEEN", record)}}},
    "Works": custom,
    "Fails": {**custom, "DependsOn": "Works"},
}
cloudformation.create_stack(StackName="stack", TemplateBody=json.dumps({"Resources": resources}), Capabilities=["CAPABILITY_IAM"])
status = "CREATE_IN_PROGRESS"
for attempt in range(120):
    if not status.endswith("IN_PROGRESS"):
        break
    time.sleep(1)
    status = cloudformation.describe_stacks(StackName="stack")["Stacks"][0]["StackStatus"]
print(status)
PY
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
BIND_HOST=127.0.0.1 GATEWAY_PORT=$port python/bin/ministack >log 2>&1 &
server=$!
python/bin/python stack.py "$port" "$work/record" | tee seen
tee -a seen <record
diff seen - <<'SEEN'
ROLLBACK_COMPLETE
Create Works
Create Fails
Delete Works
SEEN
