/**
 * The profile that leads the AWS CLI, the SDKs and the extension to a simulator. By a `services` section: only the
 * two services that the simulator has go there.
 * @param {{ url: string, region: string, credentials: { accessKeyId: string, secretAccessKey: string } }} simulator
 * @param {string} name
 */
export const profileOf = (simulator, name) => `[profile ${name}]
region = ${simulator.region}
services = ${name}
aws_access_key_id = ${simulator.credentials.accessKeyId}
aws_secret_access_key = ${simulator.credentials.secretAccessKey}

[services ${name}]
payment_cryptography =
  endpoint_url = ${simulator.url}
sts =
  endpoint_url = ${simulator.url}
`;
