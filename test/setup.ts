// aws-cdk-lib's newest versions run a template validator at every synthesis. It takes two seconds at the first in a process. One
// test turns it on again.
process.env.CDK_VALIDATION = 'false';
