import { App } from 'cdk8s';
import { BurstableJob } from './chart';

function synthesized(): {
  app: App;
  job: { spec: { template: { spec: { containers: { resources: object }[]; restartPolicy: string } } } };
} {
  const app = new App();
  const chart = new BurstableJob(app, 'burstable-job', { namespace: 'ml' });
  return { app, job: chart.toJson().find(({ kind }) => kind === 'Job') };
}

test('the manifests are as reviewed', () => {
  expect(synthesized().app.synthYaml()).toMatchSnapshot();
});

test('the job may use idle CPUs, and its memory is reserved in full', () => {
  const [container] = synthesized().job.spec.template.spec.containers;
  expect(container?.resources).toEqual({
    requests: { cpu: '16', memory: '128Gi', 'ephemeral-storage': '10Gi' },
    limits: { cpu: '32', memory: '128Gi', 'ephemeral-storage': '10Gi' },
  });
});

test('containers are restarted in their pod', () => {
  expect(synthesized().job.spec.template.spec.restartPolicy).toBe('OnFailure');
});
