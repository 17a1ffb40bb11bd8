import { formatTarget } from './fuzz.ts';

const P = 'yarn.scheduler.capacity.';
const SEEDS = [
  `<?xml version="1.0"?>\n<!DOCTYPE configuration [ <!ENTITY e "x"> ]>\n<configuration xmlns:xi="http://www.w3.org/2001/XInclude">\n  <!-- one -->\n  <property>\n    <name>${P}root.queues</name>\n    <value>etl, adhoc,\n ml</value>\n    <final>true</final>\n  </property>\n  <property name="half" value='5&#48;'/>\n</configuration>\n`,
  `<configuration>\n  <property><name>${P}root.etl.capacity</name><value>\${half}</value></property>\n  <property><name>${P}root.adhoc.capacity</name><value><![CDATA[50]]></value></property>\n  <xi:include href="more.xml"><xi:fallback/></xi:include>\n</configuration>\n`,
  `<configuration>\r\n<property><name>${P}root.queues</name><value>a,b</value></property>\r\n<property><name>${P}root.a.queues</name><value>c</value></property>\r\n<property><name>${P}root.a.c.accessible-node-labels.GPU.capacity</name><value>101</value></property>\r\n</configuration>`,
  `<configuration>\n<property><name>${P}root.queues</name><value>a,b</value></property>\n<property><name>${P}root.a.maximum-capacity</name><value>50%</value></property>\n<property><name>${P}root.x.c.state</name><value>&e;</value></property>\n<property><name>${P}queue-mappings</name><value>u:a:c,g:b:a,u:%user:%user</value></property>\n</configuration>`,
];
// biome-ignore format: a table
const PIECES = [
  '<', '>', '/>', '</', '<property>', '</property>', '<name>', '</value>', '<value>', '<configuration>', '<!--', '-->', '--', '<![CDATA[', ']]>',
  '<?', '?>', '<!DOCTYPE', '<!ENTITY ', '&', '&amp;', '&#', ';', '"', "'", '=', ' ', '\t', '\n', '\r', '${', '}', '%', ',', ':', '.', '[', ']', '{',
  'w', '-1', '101', '1e9', 'NaN', '\u00a0', '\ufeff', '\u0000', '\ud83d\ude00', '\ud800', '__proto__', 'constructor', 'root', 'root.', '.queues',
  '.capacity', 'xi:', 'include', 'final', 'accessible-node-labels.', '.*',
];

export default formatTarget('hadoop', { seeds: SEEDS.map((text) => ({ path: 'capacity-scheduler.xml', text })), pieces: PIECES, atLeast: 2 });
