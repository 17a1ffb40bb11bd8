import type { ProposedFix } from '../../core/document.ts';
import { partOf } from '../../parsers/yarn/tree.ts';
import { defineRule } from '../define-rule.ts';

const DOMINANT = 'org.apache.hadoop.yarn.util.resource.DominantResourceCalculator';

export default defineRule({
  meta: {
    id: 'yarn/resource-calculator',
    summary: 'The queues of a cluster are measured by memory alone.',
    why: 'The DefaultResourceCalculator, which Hadoop and EMR use unless told otherwise, takes no notice of processors: it packs containers until the memory is used up, whatever they ask for in cores. Where teams with jobs of different kinds share a cluster, jobs that compute starve each other, and the shares of the queues hold for memory only.',
    remediation:
      'Set yarn.scheduler.capacity.resource-calculator to the DominantResourceCalculator, which measures each job by the resource that it needs most of; it takes effect when the ResourceManager restarts. On a cluster whose jobs are all bound by memory keep the default, and say so in a suppression.',
    severity: 'warning',
    precision: 'medium',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['hadoop', 'json', 'cloudformation', 'sam', 'cdk'],
    articles: [1],
    references: [
      'https://hadoop.apache.org/docs/stable/hadoop-yarn/hadoop-yarn-site/CapacityScheduler.html#Resource_Allocation',
      'https://docs.aws.amazon.com/emr/latest/ReleaseGuide/emr-configure-apps.html',
    ],
    tags: ['emr', 'yarn', 'performance'],
    since: '0.1.0',
  },
  messages: {
    memoryOnly: {
      text: '{leaves} queues share the cluster by memory alone: the DefaultResourceCalculator takes no notice of cores.',
      advice: 'Write org.apache.hadoop.yarn.util.resource.DominantResourceCalculator.',
    },
    notSet: {
      text: '{leaves} queues share the cluster by memory alone: no resource-calculator is set, and the default takes no notice of cores.',
      advice: 'Set yarn.scheduler.capacity.resource-calculator to org.apache.hadoop.yarn.util.resource.DominantResourceCalculator.',
      severity: 'info',
    },
  },
  create: ({ report }) => ({
    'yarn.queueTree'(configuration) {
      const tree = configuration.read();
      const leaves = tree.leaves.length;
      if (leaves < 2) return;
      const calculator = tree.property('resource-calculator')?.value;
      const text = calculator?.string?.trim();
      // EMR's own file has the default, too: what is laid over it and does not set another keeps that.
      if (!calculator || calculator.isAbsent) {
        if (tree.base !== 'unknown') report({ at: tree.at, message: 'notSet', data: { leaves } });
      } else if (text !== undefined && /(?:^|\.)DefaultResourceCalculator$/.test(text)) {
        const start = (calculator.string as string).indexOf(text);
        const at = partOf(calculator, start, start + text.length);
        const fix: ProposedFix = { title: 'Use the DominantResourceCalculator', safety: 'suggested', edits: [{ at, text: DOMINANT }] };
        report({ at: calculator, message: 'memoryOnly', data: { leaves }, ...(at !== calculator && { fix }) });
      }
    },
  }),
});
