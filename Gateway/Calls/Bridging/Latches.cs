using System.Runtime.CompilerServices;
using Telephony.Domain.Trunks;
using Telephony.Rtp.Latching;

namespace Telephony.Calls.Bridging;

/// <summary>The addresses whose media a trunk's leg may latch on to besides the signalled one; made once per trunk.</summary>
internal static class Latches
{
    private static readonly ConditionalWeakTable<Trunk, IReadOnlyList<AddressRange>> Made = [];

    public static IReadOnlyList<AddressRange> Of(Trunk trunk) => Made.GetValue(
        trunk, static t => t.Authentication.Addresses.Select(static source => new AddressRange(source.Range.Network, source.Range.MappedLength)).ToArray());
}
