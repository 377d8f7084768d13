module example

go 1.25

require (
	github.com/aws/aws-cdk-go/awscdk/v2 v2.257.0
	github.com/aws/constructs-go/constructs/v10 v10.5.1
	github.com/cdk-data-attachments/cdk-data-attachments-go/cdkdataattachments v0.0.0
)
