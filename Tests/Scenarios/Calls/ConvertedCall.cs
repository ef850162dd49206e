using Telephony.Domain.Trunks;
using Telephony.Support.Calls;
using Telephony.Support.Sip;

namespace Telephony.Scenarios.Calls;

/// <summary>Calls whose sides have no codec in common, each with what it says of its packets.</summary>
public abstract class ConvertedCall : Scenario
{
    /// <summary>Both trunks may convert.</summary>
    /// <param name="endsOnSilence">As usual: a side that is silent for long is asked, and the call ended.</param>
    protected static LadderSetup Converting(int seed = 1, Func<string, Trunk, Trunk>? change = null, bool endsOnSilence = false) => new()
    {
        Options = options => options with { EndOnMediaTimeout = endsOnSilence },
        NetworkSeed = seed,
        Trunk = (name, trunk) => (change ?? (static (_, same) => same))(name, trunk with { Codecs = new() { Transcode = true } }),
    };

    /// <summary>An answered call: what the caller offers, and what of our offer the callee takes.</summary>
    /// <param name="near">Codecs; their payload types are the usual ones.</param>
    /// <param name="nearLines">Further lines of the audio section, each with its line end.</param>
    protected (Voice Near, Voice Far) Talk(string[] near, string[] far, string nearLines = "", string farLines = "", int nearSends = 20, int farSends = 20)
    {
        Sbc.Dials(Number, Sbc.SdpOf([.. near.Select(static codec => (Voice.PayloadTypeOf(codec), codec))], lines: nearLines));
        var invite = Alpha.Receives("INVITE");
        Alpha.Answers(invite, 200, Takes(invite, far, farLines));
        Sbc.Acks(Sbc.Receives("200 INVITE"));
        Alpha.Receives("ACK");
        return (new Voice(Ladder, Sbc, near[0], ptime: nearSends), new Voice(Ladder, Alpha, far[0], Heard.NumberIn(invite, far[0]), farSends));
    }

    protected string Takes(PeerMessage offer, string[] codecs, string lines = "") => Alpha.SdpOf([.. codecs.Select(codec => (Heard.NumberIn(offer, codec), codec))], lines: lines);

    /// <summary>The time a change of the tone takes from one side to the other, in packets of 20 ms.</summary>
    protected int DelayInPackets(Voice speaker, Voice listener, double frequency)
    {
        for (var packets = 0; packets < 50; packets++)
        {
            if (listener.HearsNow(frequency)) return packets;
            speaker.Says(frequency);
            Ladder.Wait(0.02);
        }
        return int.MaxValue;
    }
}
