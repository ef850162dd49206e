namespace Telephony.Audio.Detection;

/// <summary>Tones by which machines announce themselves (ITU-T T.30 4.3.3, V.25, V.8).</summary>
public enum FaxTone : byte
{
    None,

    /// <summary>1100 Hz of a calling fax machine (CNG), half a second each 3.5 s.</summary>
    Calling,

    /// <summary>2100 Hz of an answering fax machine or modem (CED, ANS, ANSam): echo suppressors are to stand aside.</summary>
    Answering,

    /// <summary>The same with its phase reversed each 450 ms: echo cancellers are to stand aside too.</summary>
    AnsweringWithReversals,
}
