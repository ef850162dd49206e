using System.Runtime.CompilerServices;
using Telephony.Domain.Trunks;
using Telephony.Rtp.Media;

namespace Telephony.Calls.Negotiation;

/// <summary>How long a trunk's media may be silent, in the words of the media plane; made once per trunk.</summary>
internal static class SilenceLimits
{
    private static readonly ConditionalWeakTable<TrunkMedia, MediaTimeouts> Made = [];

    public static MediaTimeouts Of(Trunk trunk) => ReferenceEquals(trunk.Media, TrunkMedia.Usual)
        ? MediaTimeouts.Default
        : Made.GetValue(trunk.Media, static media => new MediaTimeouts(media.BeforeFirst, media.AfterLast));
}
