using Telephony.Calls.Interworking;
using Telephony.Calls.Legs;
using Telephony.Calls.Negotiation;
using Telephony.Calls.Silence;
using Telephony.Domain.Trunks;
using Telephony.Net.Addresses;
using Telephony.Rtp.Events;
using Telephony.Rtp.Media;

namespace Telephony.Calls.Bridging;

/// <summary>The ports of the legs, and what the media plane tells of them.</summary>
internal sealed partial class CallBridge : IMediaObserver
{
    public void OnMediaTimeout(MediaLeg leg)
    {
        if (call.Near is { } near && ReferenceEquals(near.Media?.Leg, leg)) LossOf(ref _callerLoss, near).OnSilent();
        else if (call.Far is { } callee && ReferenceEquals(callee.Media?.Leg, leg)) LossOf(ref _calleeLoss, callee).OnSilent();
    }

    /// <summary>A transfer puts other legs at the sides.</summary>
    private MediaLoss LossOf(ref MediaLoss? loss, Leg leg)
    {
        if (loss is not null && ReferenceEquals(loss.Leg, leg)) return loss;
        loss?.Stop();
        return loss = new MediaLoss(call, leg);
    }

    public void OnDigit(MediaLeg leg, DtmfDigit digit, TimeSpan duration) => Digits.OnMedia(call, leg, digit, duration);

    public void OnDigitBegins(MediaLeg leg) => Digits.OnMediaBegins(call, leg);

    public void OnFaxTone(MediaLeg leg) => FaxChange.NoteTone(call);

    public void OnPacketTime(MediaLeg leg, TimeSpan length)
    {
        if (Digits.LegOf(call, leg)?.Media is not { } media) return;
        media.LongestPacketMs = (int)length.TotalMilliseconds;
        OnHabitsChanged();
    }

    public void OnPlayEnded(MediaLeg leg) => call.OnPlayEnded();

    public void OnFirstPacket(MediaLeg leg)
    {
    }

    public void OnClosed(MediaLeg leg)
    {
        _openLegs--;
        call.OnMediaClosed();
    }

    private bool TryOpen(Leg leg, in NetEndpoint remote, bool mux, bool asksForEncryption)
    {
        var media = call.Services.Media;
        _session ??= media.Open(this, call.Shard.Loop);
        var local = LocalAddress(media.Options.Addresses, leg.Trunk, remote);
        if (!_session.TryAddLeg(new MediaLegOptions(local, mux), out var opened) || opened is null) return false;
        _openLegs++;
        var advertised = leg.Trunk.LocalAddress?.Advertised ?? OfFamily(call.Services.MediaAdvertised, opened.LocalRtp);
        var offersMux = leg.Role == Domain.Records.LegRole.B && leg.Trunk.OffersRtcpMux;
        leg.Media = new LegMedia(
            opened, advertised, CodecPolicies.Of(leg.Trunk), TrunkSecurity.Of(leg.Trunk, asksForEncryption), Latches.Of(leg.Trunk), call.Shard.RandomSessionId(), offersMux)
        {
            Bridge = this,
        };
        return true;
    }

    /// <summary>The trunk's own interface, else the first address of the peer's family.</summary>
    private static NetEndpoint LocalAddress(IReadOnlyList<NetEndpoint> addresses, Trunk trunk, in NetEndpoint remote)
    {
        foreach (var address in addresses)
        {
            if (trunk.LocalAddress is { } wanted ? address.ToIPAddress().Equals(wanted.Address) : !remote.IsNone && address.IsV4 == remote.IsV4) return address;
        }
        return addresses[0];
    }

    /// <summary>The advertised address stands for the bound one only in its own family.</summary>
    private static string? OfFamily(string? advertised, in NetEndpoint local) =>
        advertised is not null && NetEndpoint.TryParse(advertised, out var address) && address.IsV4 == local.IsV4 ? advertised : null;
}
