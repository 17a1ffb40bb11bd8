import type { Value } from '../../core/value.ts';
import { booleanOf, type Section } from './model.ts';
import { isAwsGoPlugin, pluginOf } from './plugins.ts';

/** How an output speaks to where it sends. `unknown`: a variable decides, or the plugin isn't known. */
export type Transport = 'tls' | 'plain' | 'none' | 'unknown';

/** Outputs that build their own TLS, whatever `tls` says: those of AWS services. */
const OWN_TLS = new Set(['cloudwatch_logs', 'kinesis_firehose', 'kinesis_streams']);
/** Of these, those that `tls.verify` counts for. */
const OWN_TLS_VERIFIES = new Set(['cloudwatch_logs']);
/** Outputs that others fetch from, and those that cannot know whether anything arrived. */
const NOT_SENDING = new Set(['prometheus_exporter', 'vivo_exporter', 'udp']);
/** Outputs that send without the core's connection. */
const SENDING = new Set(['cloudwatch_logs', 'kinesis_firehose', 'kinesis_streams', 'kafka', 'pgsql', 'td']);
/** Outputs that send to a service on the Internet when no host is given; the others to 127.0.0.1. */
const REMOTE_BY_DEFAULT = new Set(['azure_blob', 'datadog', 'oracle_log_analytics']);

/** The name of an output's plugin in lower case, without the address that may follow it. */
export const outputName = (section: Section): string | undefined => section.plugin.string?.split('://', 1)[0]?.toLowerCase();

/** Whether an output sends records to another process, and hears whether it took them. Undefined for plugins that aren't known. */
export function sendsOverNetwork(section: Section): boolean | undefined {
  const name = outputName(section);
  if (name === undefined) return undefined;
  if (isAwsGoPlugin(name)) return true;
  if (name === 'syslog' || name === 'gelf') return !isDatagram(section.get('mode'));
  const plugin = pluginOf('output', name);
  return plugin && (SENDING.has(name) || (plugin.network === true && !NOT_SENDING.has(name)));
}

/** What an output's settings make of its connection; `plain` only where every value of its variables does. */
export function transportOf(section: Section): Transport {
  const name = outputName(section);
  const plugin = name === undefined ? undefined : pluginOf('output', name);
  if (name === undefined || !plugin || section.get('upstream').kind !== 'absent' || section.get('unix_path').kind !== 'absent') return 'unknown';
  if (OWN_TLS.has(name)) return OWN_TLS_VERIFIES.has(name) ? 'tls' : 'none';
  if (plugin.tls === 'none') return 'none';
  const tls = section.get('tls');
  const on = booleanOf(tls);
  if (on === undefined && !tls.isAbsent) return 'unknown';
  if (plugin.tls === 'always') return 'tls';
  // Kafka's own library speaks TLS, by its own settings.
  if (name === 'kafka') return on ? 'tls' : 'unknown';
  if (name === 'azure_blob' && !section.get('emulator_mode').isAbsent) return 'unknown';
  if (name === 'syslog' || name === 'gelf') return datagramTransport(section.get('mode'), name, on === true);
  return on ? 'tls' : 'plain';
}

const isDatagram = (mode: Value): boolean => mode.isAbsent || mode.matches(/^(?:udp|dtls)$/i) || mode.string === undefined;

/** Syslog and GELF: datagrams unless a mode says otherwise. GELF needs the mode for TLS; syslog takes either. */
function datagramTransport(mode: Value, name: string, on: boolean): Transport {
  if (mode.isAbsent) return on && name === 'syslog' ? 'unknown' : 'none';
  const text = mode.string?.toLowerCase();
  if (text === undefined) return 'unknown';
  if (text === 'udp') return 'none';
  if (text === 'tls' || text === 'dtls') return 'tls';
  return on && name === 'syslog' ? 'tls' : 'plain';
}

/**
 * Whether records stay on the machine or in its cluster: `localhost`, a loopback address, a service of Kubernetes, a name without a dot
 * (which only a cluster's or a Compose network's own name server knows). Undefined when a variable decides.
 */
export function staysLocal(section: Section): boolean | undefined {
  const host = section.get('host');
  if (host.isAbsent) return section.get('cloud_id').isAbsent && !isRemoteByDefault(outputName(section) ?? '');
  const { parts } = host;
  if (!parts) return undefined;
  const text = host.string?.trim().toLowerCase();
  if (text === undefined) {
    // A literal end with a dot in it can only be that of another machine's name, unless it is the cluster's.
    const last = parts.at(-1);
    return typeof last === 'string' && /\.[a-z][\w-]*\.[a-z]{2,}$/i.test(last) && !IN_CLUSTER.test(last) ? false : undefined;
  }
  if (/^(?:localhost|127(?:\.\d+){3}|\[?::1\]?|host\.docker\.internal)$/.test(text) || text.endsWith('.localhost') || IN_CLUSTER.test(text)) return true;
  if (/^[a-z0-9_-]+$/.test(text)) return true;
  // `service.namespace`, in a ConfigMap.
  return section.file.embedded !== undefined && /^[a-z][a-z0-9-]*\.[a-z][a-z0-9-]*$/.test(text) && !/\.(?:com|net|org|io|dev|cloud|aws)$/.test(text);
}

/** Services of clouds need no host, and those speak TLS alone. */
const isRemoteByDefault = (name: string): boolean => REMOTE_BY_DEFAULT.has(name) || OWN_TLS.has(name) || pluginOf('output', name)?.tls === 'always';

const IN_CLUSTER = /\.svc(?:\.[a-z0-9-]+)*\.?$|\.cluster\.local\.?$/i;
