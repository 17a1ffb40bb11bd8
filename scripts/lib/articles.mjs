/** The articles that rules derive from, by number: title and address. */
export const articles = new Map([
  [
    1,
    {
      title: 'Configure Hadoop YARN CapacityScheduler on Amazon EMR on Amazon EC2 for multi-tenant heterogeneous workloads',
      url: 'https://aws.amazon.com/blogs/big-data/configure-hadoop-yarn-capacityscheduler-on-amazon-emr-on-amazon-ec2-for-multi-tenant-heterogeneous-workloads/',
    },
  ],
  [
    2,
    {
      title: 'How to incorporate ACM PCA into your existing Windows Active Directory Certificate Services',
      url: 'https://aws.amazon.com/blogs/security/how-to-incorporate-acm-pca-into-your-existing-windows-active-directory-certificate-services/',
    },
  ],
  [3, { title: 'Building AWS Lambda governance and guardrails', url: 'https://aws.amazon.com/blogs/compute/building-aws-lambda-governance-and-guardrails/' }],
  [
    4,
    {
      title: 'How to prepare your application to scale reliably with Amazon EC2',
      url: 'https://aws.amazon.com/blogs/compute/how-to-prepare-your-application-to-scale-reliably-with-amazon-ec2/',
    },
  ],
  [
    5,
    {
      title: 'Best practices to optimize cost and performance for AWS Glue streaming ETL jobs',
      url: 'https://aws.amazon.com/blogs/big-data/best-practices-to-optimize-cost-and-performance-for-aws-glue-streaming-etl-jobs/',
    },
  ],
  [
    6,
    {
      title: 'Leverage L2 constructs to reduce the complexity of your AWS CDK application',
      url: 'https://aws.amazon.com/blogs/devops/leverage-l2-constructs-to-reduce-the-complexity-of-your-aws-cdk-application/',
    },
  ],
  [
    7,
    {
      title: 'Stream Amazon EMR on EKS logs to third-party providers like Splunk, Amazon OpenSearch Service, or other log aggregators',
      url: 'https://aws.amazon.com/blogs/big-data/stream-amazon-emr-on-eks-logs-to-third-party-providers-like-splunk-amazon-opensearch-service-or-other-log-aggregators/',
    },
  ],
  [
    8,
    {
      title: 'Selecting Network Switches for Your AWS Outposts',
      url: 'https://aws.amazon.com/blogs/compute/selecting-network-switches-for-your-aws-outposts/',
    },
  ],
  [
    9,
    { title: 'Understanding AWS Lambda scaling and throughput', url: 'https://aws.amazon.com/blogs/compute/understanding-aws-lambda-scaling-and-throughput/' },
  ],
  [
    10,
    {
      title: 'Tighten your package security with CodeArtifact Package Origin Control toolkit',
      url: 'https://aws.amazon.com/blogs/devops/tighten-your-package-security-with-codeartifact-package-origin-control-toolkit/',
    },
  ],
  [
    11,
    {
      title: 'Automating Amazon EC2-Windows EBS Volumes monitoring and creating alarms',
      url: 'https://aws.amazon.com/blogs/compute/automating-amazon-ec2-windows-ebs-volumes-monitoring-and-creating-alarms/',
    },
  ],
  [
    12,
    {
      title: "How to Mitigate Docker Hub's pull rate limit error through AWS Code build and ECR",
      url: 'https://aws.amazon.com/blogs/devops/how-to-mitigate-docker-hubs-pull-rate-limit-error-through-aws-code-build-and-ecr/',
    },
  ],
  [
    13,
    {
      title: 'Use Amazon Athena parameterized queries to provide data as a service',
      url: 'https://aws.amazon.com/blogs/big-data/use-amazon-athena-parameterized-queries-to-provide-data-as-a-service/',
    },
  ],
  [
    14,
    {
      title: 'Accelerate machine learning with AWS Data Exchange and Amazon Redshift ML',
      url: 'https://aws.amazon.com/blogs/big-data/accelerate-machine-learning-with-aws-data-exchange-and-amazon-redshift-ml/',
    },
  ],
  [
    15,
    {
      title: 'Configuring low latency connectivity between AWS Outposts rack and on-premises data using CoIP',
      url: 'https://aws.amazon.com/blogs/compute/configuring-low-latency-connectivity-between-aws-outposts-rack-using-coip-and-on-premises-data/',
    },
  ],
  [
    16,
    {
      title: 'Analyze logs with Dynatrace Davis AI Engine using Amazon Kinesis Data Firehose HTTP endpoint delivery',
      url: 'https://aws.amazon.com/blogs/big-data/analyze-logs-with-dynatrace-davis-ai-engine-using-amazon-kinesis-data-firehose-http-endpoint-delivery/',
    },
  ],
  [
    17,
    {
      title: 'Understanding the lifecycle of Amazon EC2 Dedicated Hosts',
      url: 'https://aws.amazon.com/blogs/compute/understanding-the-lifecycle-of-amazon-ec2-dedicated-hosts/',
    },
  ],
  [
    18,
    {
      title: 'Sink Amazon Kinesis Data Analytics Apache Flink output to Amazon Keyspaces using Apache Cassandra Connector',
      url: 'https://aws.amazon.com/blogs/big-data/sink-amazon-kinesis-data-analytics-apache-flink-output-to-amazon-keyspaces-using-apache-cassandra-connector/',
    },
  ],
  [
    19,
    {
      title: 'Jenkins high availability and disaster recovery on AWS',
      url: 'https://aws.amazon.com/blogs/devops/jenkins-high-availability-and-disaster-recovery-on-aws/',
    },
  ],
  [
    20,
    {
      title: 'Field Notes: Integrating Active Directory Federation Service with AWS Single Sign-On',
      url: 'https://aws.amazon.com/blogs/architecture/field-notes-integrating-active-directory-federation-service-with-aws-single-sign-on/',
    },
  ],
]);
