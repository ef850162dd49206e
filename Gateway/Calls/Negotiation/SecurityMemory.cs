using System.Collections.Concurrent;
using Telephony.Domain.Identity;
using Telephony.Domain.Trunks;

namespace Telephony.Calls.Negotiation;

/// <summary>
/// What trunks that may do either have shown of SRTP, so that our offers to them are taken at once (<see cref="SrtpPolicy.Prefer"/>). Not kept over a restart.
/// Any thread.
/// </summary>
public sealed class SecurityMemory(TimeProvider clock)
{
    /// <summary>After so long a trunk that refused SRTP is asked again: it may have been set up anew.</summary>
    private static readonly TimeSpan Lasts = TimeSpan.FromHours(1);

    private readonly ConcurrentDictionary<TrunkId, Shown> _shown = new();

    /// <summary>Whether an INVITE to the trunk asks for SRTP: unless it was refused lately, for a refusal is only another attempt.</summary>
    internal bool AsksByInvite(Trunk trunk) => !_shown.TryGetValue(trunk.Id, out var shown) || !shown.Refused || clock.GetElapsedTime(shown.At) >= Lasts;

    /// <summary>Whether a 200 that has to offer asks for SRTP, where a refusal ends the call: as the trunk did last; before anything was seen, where signalling is encrypted too.</summary>
    internal bool AsksInAnswer(Trunk trunk) => _shown.TryGetValue(trunk.Id, out var shown) ? !shown.Refused && shown.Encrypted : trunk.Transport == SignallingTransport.Tls;

    /// <summary>A leg of the trunk has agreed on its media.</summary>
    internal void Note(Trunk trunk, bool encrypted, bool refused)
    {
        if (trunk.Srtp.Policy != SrtpPolicy.Prefer) return;
        _shown[trunk.Id] = new Shown(encrypted, refused, clock.GetTimestamp());
    }

    private readonly record struct Shown(bool Encrypted, bool Refused, long At);
}
