import { OpenSearchDefault } from '../../../../lambda/opensearch/default-application/default-setting';
import { Wire } from '../../wire';

const ARN = 'arn:aws:opensearch:eu-west-1:123456789012:application/app1';
const OTHER = 'arn:aws:opensearch:eu-west-1:123456789012:application/app2';
const PATH = '/2021-01-01/opensearch/defaultApplicationSetting';

let wire: Wire;
let setting: OpenSearchDefault;
beforeEach(async () => {
  wire = new Wire();
  await wire.start('eu-west-1');
  setting = new OpenSearchDefault();
});
afterEach(async () => wire.stop());

const wanted = () => setting.parse({ ApplicationArn: ARN, ExistingDefault: 'FAIL' });

test('properties name the application, and there is at most one default', () => {
  expect(setting.exclusive).toBe(true);
  expect(wanted()).toEqual({
    key: 'default-application/app1', subject: 'the default application', arns: { application: ARN }, adopt: false, applicationArn: ARN,
  });
  expect(setting.parse({ ApplicationArn: OTHER, ExistingDefault: 'ADOPT' })).toMatchObject({ key: 'default-application/app2', adopt: true });
  expect(() => setting.parse({ ApplicationArn: 'app1', ExistingDefault: 'FAIL' })).toThrow('ApplicationArn: must be the ARN of an application');
  expect(() => setting.parse({ ApplicationArn: ARN, ExistingDefault: 'REPLACE' })).toThrow('ExistingDefault');
});

test('the setting fits if it names the application', async () => {
  wire.replies = [{ body: { applicationArn: ARN } }, { body: { applicationArn: OTHER } }];
  expect(await setting.describe(wanted())).toEqual({ status: 'there', fits: true, description: `it is ${ARN}` });
  expect(await setting.describe(wanted())).toEqual({ status: 'there', fits: false, description: `it is ${OTHER}` });
  expect(wire.seen.map(({ line }) => line)).toEqual([`GET ${PATH}`, `GET ${PATH}`]);
});

test('no default is set if the service says so or returns none, and after no other error', async () => {
  wire.replies = [{ status: 409, error: 'ResourceNotFoundException' }];
  expect(await setting.describe(wanted())).toBeUndefined();
  wire.replies = [{ body: {} }];
  expect(await setting.describe(wanted())).toBeUndefined();
  wire.replies = [{ status: 400, error: 'ValidationException' }];
  await expect(setting.describe(wanted())).rejects.toThrow('GetDefaultApplicationSetting failed with ValidationException');
});

test('making sets it and removing clears it, with one call each', async () => {
  wire.replies = [{ body: { applicationArn: ARN } }];
  expect(await setting.make(wanted())).toEqual({ status: 'there', fits: true, description: `it is ${ARN}` });
  await setting.remove(wanted());
  expect(wire.seen.map(({ line }) => line)).toEqual([`PUT ${PATH}`, `PUT ${PATH}`]);
  expect(wire.inputs).toEqual([{ applicationArn: ARN, setAsDefault: true }, { applicationArn: ARN, setAsDefault: false }]);

  wire.replies = [{ status: 500, error: 'InternalException' }];
  await expect(setting.make(wanted())).rejects.toMatchObject({ mayHaveActed: true });
  await expect(setting.remove(wanted())).rejects.toMatchObject({ mayHaveActed: false });
  expect(wire.seen).toHaveLength(4);
});
