namespace Telephony.Sdp.Reading;

/// <summary>Bounds on what is read: far above what calls need (a browser's offer has 4 kB and 100 attributes), far below what hurts.</summary>
/// <param name="Bytes">Octets of the whole description.</param>
/// <param name="Attributes">Over all sections together.</param>
/// <param name="FormatsPerMedia">Of one m-line.</param>
public sealed record SdpLimits(int Bytes = 65_536, int Lines = 1024, int LineBytes = 8192, int Media = 32, int FormatsPerMedia = 64, int Attributes = 512)
{
    public static SdpLimits Default { get; } = new();
}
