import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'ec2/capacity-reservation-unlimited',
    summary: 'A capacity reservation has no end.',
    why: 'Reserved capacity is paid at the On-Demand rate whether instances run in it or not, until somebody cancels the reservation.',
    remediation:
      'Set EndDateType to limited with an EndDate behind the event that the capacity is for. A reservation for what always runs, covered by a Savings Plan, may stay without.',
    severity: 'info',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'config'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-capacity-reservations.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-capacityreservation.html',
    ],
    tags: ['ec2', 'capacity', 'cost'],
    since: '0.1.0',
  },
  messages: {
    unlimited: {
      text: 'The capacity reservation {name} ends only when somebody cancels it, and is paid until then, used or not.',
      advice: 'Set {type} to limited and {date} to the day after the capacity is needed.',
    },
  },
  create: ({ report }) => ({
    'cfn.resource:AWS::EC2::CapacityReservation'(reservation) {
      const [kind, date] = [reservation.prop('EndDateType'), reservation.prop('EndDate')];
      if (!date.isAbsent || !(kind.isAbsent || kind.is('unlimited'))) return;
      const data = { name: reservation.logicalId, type: reservation.called('EndDateType'), date: reservation.called('EndDate') };
      report({ at: kind, message: 'unlimited', data });
    },
  }),
});
