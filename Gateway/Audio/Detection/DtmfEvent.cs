namespace Telephony.Audio.Detection;

/// <summary>A key that began to sound, or stopped.</summary>
/// <param name="Digit">0 to 9, *, #, A to D.</param>
/// <param name="IsEnd">False: it has sounded long enough to be one. True: it has stopped.</param>
/// <param name="Duration">How long it has sounded, to some 8 ms.</param>
public readonly record struct DtmfEvent(char Digit, bool IsEnd, TimeSpan Duration);
