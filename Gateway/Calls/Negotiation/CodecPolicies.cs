using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Telephony.Domain.Trunks;
using Telephony.Sdp.OfferAnswer;

namespace Telephony.Calls.Negotiation;

/// <summary>A trunk's codec preferences in the words of the SDP room; made once per trunk.</summary>
internal static class CodecPolicies
{
    private static readonly ConditionalWeakTable<CodecPreferences, CodecPolicy> Made = [];

    public static CodecPolicy Of(CodecPreferences preferences) =>
        preferences.Order.Count == 0 && preferences.Exclude.Count == 0
            ? CodecPolicy.Any
            : Made.GetValue(preferences, static p => new CodecPolicy { Order = [.. p.Order.ToImmutableArray()], Exclude = [.. p.Exclude.ToImmutableArray()] });
}
