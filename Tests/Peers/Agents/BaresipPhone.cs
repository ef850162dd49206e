namespace Telephony.Peers.Agents;

/// <summary>How one baresip is set up. The defaults: UDP, PCMU, answers at once, plays 1000 Hz.</summary>
public sealed record BaresipPhone
{
    public string User { get; init; } = "phone";

    /// <summary>The tone that its microphone hears; multiples of 100 Hz.</summary>
    public int ToneHertz { get; init; } = 1000;

    /// <summary>A WAV at <see cref="Rate"/> that its microphone hears instead, longer than the call; null: the tone.</summary>
    public string? Microphone { get; init; }

    /// <summary>In baresip's words: <c>pcmu</c>, <c>pcma</c>, <c>g722/16000/1</c>; several with commas.</summary>
    public string Codecs { get; init; } = "pcmu";

    /// <summary>Samples per second of its microphone and its recordings: those of its first codec.</summary>
    public int Rate => Codecs.StartsWith("g722", StringComparison.Ordinal) ? 16000 : Codecs.StartsWith("opus", StringComparison.Ordinal) ? 48000 : 8000;

    public bool AnswersItself { get; init; } = true;

    /// <summary>It says REFER in Allow, and calls whom a REFER names: what baresip does unless told otherwise.</summary>
    public bool TakesTransfers { get; init; } = true;

    /// <summary>In baresip's words: <c>srtp-mand</c> (SDES), <c>srtp</c> (where the other side has it); null for none.</summary>
    public string? Encryption { get; init; }

    public bool V6 { get; init; }

    /// <summary><c>udp</c>, <c>tcp</c> or <c>tls</c>: the transport of its own contact and of calls without another one.</summary>
    public string Transport { get; init; } = "udp";

    /// <summary>Host and port where every call goes, whatever its URI; null dials the URI itself.</summary>
    public string? Proxy { get; init; }

    /// <summary>Host and port where it registers; null: it does not.</summary>
    public string? Registrar { get; init; }

    /// <summary>For digest authentication.</summary>
    public string? AuthUser { get; init; }

    public string? AuthPassword { get; init; }

    /// <summary>Its own certificate, and the authority of its servers'.</summary>
    public Certificates? Certificates { get; init; }

    /// <summary>A PEM file that its servers' certificates chain to, for a phone without one of its own.</summary>
    public string? AuthorityFile { get; init; }
}
