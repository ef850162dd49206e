namespace Telephony.Host.Settings;

internal sealed class RecordingSettings
{
    /// <summary>Where recordings of calls are kept; empty: <c>recordings</c> in the data directory.</summary>
    public string Folder { get; set; } = "";

    public double KeepDays { get; set; } = 30;

    /// <summary>32 octets in base64: recordings are encrypted with it. Empty: they are not.</summary>
    public string Key { get; set; } = "";
}
