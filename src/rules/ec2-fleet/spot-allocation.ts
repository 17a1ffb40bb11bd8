import type { Value } from '../../core/value.ts';
import type { Resource } from '../../parsers/cloudformation/resource.ts';
import { literalEdit, removePair } from '../../parsers/yaml/edit.ts';
import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'ec2-fleet/spot-allocation',
    summary: 'A fleet takes the cheapest Spot Instances, which are interrupted most.',
    why: 'The lowest price is what a fleet without a strategy goes by. It does not look at how much of an instance type is left: AWS takes such instances back soonest. The strategy that looks at price and capacity is what AWS recommends.',
    remediation: 'Set the allocation strategy to price-capacity-optimized (priceCapacityOptimized of a Spot Fleet), and take InstancePoolsToUseCount away.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-allocation-strategy.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SpotOptionsRequest.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_SpotFleetRequestConfigData.html',
    ],
    tags: ['ec2', 'spot', 'availability'],
    since: '0.1.0',
  },
  messages: {
    none: {
      text: 'The Spot Instances of the fleet {name} have no allocation strategy: it launches the cheapest, which are interrupted most.',
      advice: 'Add {property}: {right}.',
    },
    lowestPrice: {
      text: 'The fleet {name} launches the cheapest Spot Instances, which are interrupted most.',
      advice: 'Set {property} to {right}{pools}.',
    },
  },
  create: ({ report }) => {
    const judge = (fleet: Resource, settings: Value, property: string, right: string): void => {
      const [strategy, pools] = [settings.get('AllocationStrategy'), settings.get('InstancePoolsToUseCount')];
      const data = { name: fleet.logicalId, property, right };
      if (strategy.isAbsent) report({ at: strategy, message: 'none', data });
      if (!strategy.matches(/^lowest-?price$/i)) return;
      const key = settings.keyAt('InstancePoolsToUseCount');
      // With pools, the other strategy alone would be refused.
      const edits = [literalEdit(strategy.origin, strategy.string, right), ...(pools.isAbsent ? [] : [key && removePair(key, pools)])];
      report({
        at: strategy,
        message: 'lowestPrice',
        data: { ...data, pools: pools.isAbsent ? '' : ` and take ${fleet.called('InstancePoolsToUseCount')} away` },
        ...(edits.every((edit) => edit !== undefined) && { fix: { title: 'Look at capacity, too', safety: 'safe', edits } }),
      });
    };
    return {
      'cfn.resource:AWS::EC2::EC2Fleet'(fleet) {
        const [target, options] = [fleet.prop('TargetCapacitySpecification'), fleet.prop('SpotOptions')];
        if (!target.get('DefaultTargetCapacityType').is('spot') && !((target.get('SpotTargetCapacity').number ?? 0) > 0)) return;
        const property = `${fleet.called('SpotOptions')}.${fleet.called('AllocationStrategy')}`;
        judge(fleet, options, property, 'price-capacity-optimized');
      },
      'cfn.resource:AWS::EC2::SpotFleet'(fleet) {
        const request = fleet.prop('SpotFleetRequestConfigData');
        const [total, demanded] = [request.get('TargetCapacity').number, request.get('OnDemandTargetCapacity')];
        if (!demanded.isAbsent && (total === undefined || demanded.number === undefined || total <= demanded.number)) return;
        judge(fleet, request, fleet.called('AllocationStrategy'), 'priceCapacityOptimized');
      },
    };
  },
});
