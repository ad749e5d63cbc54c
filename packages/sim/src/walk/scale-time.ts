import type { ChannelProgram } from '@kraus/core';

/** The channel with every evolution time multiplied by `factor`. */
export function scaleTime(channel: ChannelProgram, factor: number): ChannelProgram {
  switch (channel.kind) {
    case 'kraus':
      return channel;
    case 'evolve':
      return { ...channel, time: channel.time * factor };
    case 'compose':
    case 'tensor':
      return { ...channel, parts: channel.parts.map((part) => scaleTime(part, factor)) };
    case 'power':
      return { ...channel, channel: scaleTime(channel.channel, factor) };
  }
}

/** Whether the channel contains an evolution over a time above 0. */
export function hasTime(channel: ChannelProgram): boolean {
  switch (channel.kind) {
    case 'kraus':
      return false;
    case 'evolve':
      return channel.time > 0;
    case 'compose':
    case 'tensor':
      return channel.parts.some(hasTime);
    case 'power':
      return channel.times > 0 && hasTime(channel.channel);
  }
}
