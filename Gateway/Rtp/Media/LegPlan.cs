using Telephony.Net.Addresses;
using Telephony.Rtp.Latching;
using Telephony.Rtp.Payloads;
using Telephony.Rtp.Srtp;

namespace Telephony.Rtp.Media;

/// <summary>A <see cref="MediaLegPlan"/> made ready for the packet path: nothing to look up but a list of few formats, in as few objects as can be. Built by the signalling thread.</summary>
internal sealed class LegPlan
{
    public LegPlan(MediaLeg leg, MediaLegPlan plan, LegKeys keys = default)
    {
        Leg = leg;
        Keys = keys;
        (Sends, Receives, RtcpMux, RemoteParty, Timeouts) = (plan.Send, plan.Receive, plan.RtcpMux, plan.RemoteParty, plan.Timeouts);
        Policy = new LatchPolicy(plan.RemoteRtp, plan.Allowed as AddressRange[] ?? [.. plan.Allowed]);
        RemoteRtcp = RtcpOf(plan, RemoteRtp);
        Formats = plan.Payloads as PayloadFormat[] ?? [.. plan.Payloads];
        Audio = Array.FindIndex(Formats, static format => format.Kind == PayloadKind.Audio);
        Events = Array.FindIndex(Formats, format => format.Kind == PayloadKind.TelephoneEvent && (Audio < 0 || format.ClockHz == Formats[Audio].ClockHz));
        if (Events < 0) Events = Array.FindIndex(Formats, static format => format.Kind == PayloadKind.TelephoneEvent);   // of another clock: some phones offer 8000 Hz alone
        Silence = Array.FindIndex(Formats, static format => format.Kind == PayloadKind.ComfortNoise);
        IsFax = plan.Fax;
        if (IsFax) RemoteRtcp = default;
        PacketMilliseconds = (int)Math.Clamp(plan.PacketTime.TotalMilliseconds, 10, 60);
    }

    public MediaLeg Leg { get; }

    /// <summary>Whether the peer wants to hear us.</summary>
    public bool Sends { get; }

    /// <summary>Whether we want to hear the peer, and it sends.</summary>
    public bool Receives { get; }

    public bool RtcpMux { get; }

    public int RemoteParty { get; }

    public MediaTimeouts Timeouts { get; }

    public LegKeys Keys { get; }

    /// <summary>A field: the packet path reads it in place.</summary>
    public readonly LatchPolicy Policy;

    /// <summary>Where it wants RTP; none: nowhere.</summary>
    public NetEndpoint RemoteRtp => Policy.Signalled.IsAny || Policy.Signalled.Port == 0 ? default : Policy.Signalled;

    public NetEndpoint RemoteRtcp { get; }

    /// <summary>As agreed; shared with who made the plan, and never changed.</summary>
    public PayloadFormat[] Formats { get; }

    /// <summary>Index in <see cref="Formats"/> of the audio we send, or -1.</summary>
    public int Audio { get; }

    /// <summary>Index in <see cref="Formats"/> of the digits that go with it, or -1.</summary>
    public int Events { get; }

    /// <summary>Index in <see cref="Formats"/> of comfort noise, or -1.</summary>
    public int Silence { get; }

    public int PacketMilliseconds { get; }

    public bool IsFax { get; }

    /// <summary>Index in <see cref="Formats"/>, or -1 for a payload type that was not agreed. Asked when the type changes, not for each packet.</summary>
    public int PlaceOf(byte payloadType)
    {
        var place = Formats.Length - 1;
        while (place >= 0 && Formats[place].PayloadType != payloadType) place--;
        return place;
    }

    /// <summary>The number by which what the far leg receives leaves here; null when it was not agreed on.</summary>
    public byte? TypeFor(in PayloadFormat format)
    {
        if (format.FarPayloadType is { } settled) return settled;
        foreach (ref readonly var own in Formats.AsSpan())
        {
            if (own.SameAs(format)) return own.OutgoingType;
        }
        return null;
    }

    private static NetEndpoint RtcpOf(MediaLegPlan plan, in NetEndpoint rtp)
    {
        if (rtp.IsNone || plan.RtcpMux) return rtp;
        if (plan.RemoteRtcp.Port != 0) return plan.RemoteRtcp.IsAny ? rtp.WithPort(plan.RemoteRtcp.Port) : plan.RemoteRtcp;
        return rtp.Port == ushort.MaxValue ? default : rtp.WithPort(rtp.Port + 1);
    }
}
