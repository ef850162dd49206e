using Telephony.Rtp.Events;
using Telephony.Rtp.Media;

namespace Telephony.Rtp.Conversion;

/// <summary>The way out of a maker during one beat: packets leave under the leg's own source, numbered without a break.</summary>
public readonly ref struct StreamOutput
{
    private readonly MediaLeg _to;
    private readonly MediaLeg _from;

    internal StreamOutput(MediaLeg from, MediaLeg to, long now) => (_from, _to, Now) = (from, to, now);

    /// <summary>Milliseconds of the worker's clock.</summary>
    public long Now { get; }

    /// <summary>Room for a payload; used up by <see cref="Send"/>.</summary>
    public Span<byte> Payload => _to.RoomForPayload;

    /// <summary>Sends what was put into <see cref="Payload"/>, unless the leg is on hold, plays a recording, or sends a digit just now.</summary>
    /// <param name="bytes">0: a frame that need not be sent; its time passes all the same.</param>
    /// <param name="ticks">Of the RTP clock until the next frame.</param>
    /// <param name="starts">The first frame after silence.</param>
    public void Send(int bytes, int ticks, bool starts) => _to.SendConverted(bytes, ticks, starts, comfortNoise: false, Now);

    /// <summary>Sends a description of silence (RFC 3389), where that was agreed on; else nothing.</summary>
    public void SendComfortNoise(int bytes, int ticks) => _to.SendConverted(bytes, ticks, starts: false, comfortNoise: true, Now);

    /// <summary>A key goes down in the sound of the leg that is converted: the other leg's event begins, where it has that. <see cref="Heard"/> follows.</summary>
    public void HeardBegin(DtmfDigit digit) => _from.PassBegin(digit);

    /// <summary>A digit was heard in the sound of the leg that is converted: its owner is told.</summary>
    /// <param name="passes">And the other leg gets it as telephone-event, where it has that.</param>
    public void Heard(DtmfDigit digit, TimeSpan duration, bool passes) => _from.HeardInSound(digit, duration, passes);

    /// <summary>A fax machine or modem was heard: the owner of the leg is told.</summary>
    public void HeardFax() => _from.HeardFax();
}
