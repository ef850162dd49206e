namespace Telephony.Sdp.OfferAnswer;

/// <summary>Why an offer or an answer leads to no media. To an offer the answer is 488 (RFC 3261 21.4.26); an answer like this ends the leg.</summary>
public enum NegotiationFault
{
    None,
    /// <summary>No audio stream that is not switched off.</summary>
    NoAudio,
    /// <summary>Audio only over a transport that is not served.</summary>
    ProfileNotServed,
    /// <summary>The audio stream has no address, a name, or a multicast address.</summary>
    NoUsableAddress,
    NoCommonCodec,
    /// <summary>The answer refuses our audio stream with port 0.</summary>
    StreamRefused,
    /// <summary>The answer has another number of media sections than the offer (RFC 3264 6).</summary>
    MediaCountDiffers,
    /// <summary>The answer's section is of another kind than the one offered at its place.</summary>
    MediaKindDiffers,
    /// <summary>T.38 on a leg that has it switched off: the fax goes on as sound.</summary>
    FaxNotServed,
    /// <summary>Plain RTP alone is offered where SRTP is required.</summary>
    EncryptionRequired,
    /// <summary>SRTP is offered with no <c>a=crypto</c> line that can be taken, or the answer takes none of ours.</summary>
    NoCommonSuite,
}

public static class NegotiationFaults
{
    /// <summary>For the call's trace.</summary>
    public static string ToSentence(this NegotiationFault fault) => fault switch
    {
        NegotiationFault.NoAudio => "the description has no audio stream in use",
        NegotiationFault.ProfileNotServed => "audio is offered only over a transport that is not served (RTP/AVP and RTP/AVPF are, and RTP/SAVP with keys unless srtp.policy is off)",
        NegotiationFault.NoUsableAddress => "the audio stream names no unicast IP address to send to",
        NegotiationFault.NoCommonCodec => "no codec of the description is allowed on both legs",
        NegotiationFault.StreamRefused => "the answer refuses the audio stream with port 0",
        NegotiationFault.MediaCountDiffers => "the answer has another number of media sections than the offer",
        NegotiationFault.MediaKindDiffers => "the answer's media section is of another kind than the one offered",
        NegotiationFault.FaxNotServed => "T.38 is switched off for one of the trunks",
        NegotiationFault.EncryptionRequired => "only plain RTP is offered, and srtp.policy is require",
        NegotiationFault.NoCommonSuite => "no a=crypto line can be used: the suite is not in srtp.suites, the key is malformed, or a session parameter would weaken it",
        _ => fault.ToString(),
    };
}
