namespace Telephony.Host.Settings;

internal sealed class EventSettings
{
    /// <summary>Events, and what could not be delivered of them, are kept so long.</summary>
    public double KeepDays { get; set; } = 7;

    /// <summary>PEM bundle of authorities that webhooks may chain to, beside those of the system.</summary>
    public string Authorities { get; set; } = "";

    /// <summary>Who we say we are when an endpoint of CloudEvents is asked whether it wants events; empty: the host name of <c>Api:PublicUrl</c>.</summary>
    public string Origin { get; set; } = "";
}
