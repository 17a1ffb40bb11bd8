import { defineRule } from '../define-rule.ts';

export default defineRule({
  meta: {
    id: 'capacity-reservation-fleet/no-end-date',
    aliases: ['crfleet/no-end-date'],
    summary: 'A capacity reservation fleet has no end.',
    why: 'The reserved capacity is paid at the On-Demand rate whether instances run in it or not, until somebody cancels the fleet. With an end date it cancels itself and its reservations.',
    remediation: 'Set EndDate to the day after the event that the capacity is for. Where the fleet is meant to stay, RemoveEndDate: true says so.',
    severity: 'warning',
    precision: 'high',
    profile: 'recommended',
    scope: 'file',
    surfaces: ['cloudformation', 'sam', 'cdk', 'json', 'text'],
    articles: [4],
    references: [
      'https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/cr-fleets.html',
      'https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateCapacityReservationFleet.html',
      'https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-ec2-capacityreservationfleet.html',
    ],
    tags: ['ec2', 'capacity', 'cost'],
    since: '0.1.0',
  },
  messages: {
    none: {
      text: 'The {title} ends only when somebody cancels it, and is paid until then, used or not.',
      advice: 'Add {property} with the day after the capacity is needed, such as {example}.',
    },
  },
  create: ({ report, now }) => ({
    'ec2.capacityReservationFleet'(fleet) {
      const settings = fleet.read();
      // NoRemoveEndDate is for adding an end to a fleet that had none, and is none by itself.
      if (!settings.get('EndDate').isAbsent || settings.get('RemoveEndDate').boolean === true || settings.get('RemoveEndDate').isUnknown) return;
      const example = `${now.getUTCFullYear() + 1}-01-31T00:00:00Z`;
      report({ at: fleet.at, message: 'none', data: { title: fleet.title, property: fleet.called('EndDate'), example } });
    },
  }),
});
