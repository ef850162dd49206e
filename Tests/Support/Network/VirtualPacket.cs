using Telephony.Net.Addresses;

namespace Telephony.Support.Network;

/// <summary>What was sent on the <see cref="VirtualNetwork"/>: one datagram, or one write to a stream.</summary>
public sealed record VirtualPacket(DateTimeOffset At, NetEndpoint From, NetEndpoint To, bool IsStream, ReadOnlyMemory<byte> Bytes);
