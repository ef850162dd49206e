using System.Net;

namespace Telephony.Host.Settings;

/// <summary>The settings of call flows, checked and typed.</summary>
/// <param name="Folder">Absolute.</param>
/// <param name="VoicemailKept">Zero: for good.</param>
internal sealed record FlowOptions(string Folder, IReadOnlyList<string> Hosts, IReadOnlyList<IPNetwork> PrivateNetworks, TimeSpan FiguresKept, TimeSpan VoicemailKept)
{
    public static FlowOptions Read(FlowSettings raw, string folder, SettingMistakes mistakes)
    {
        var networks = new List<IPNetwork>();
        for (var i = 0; i < raw.PrivateNetworks.Count; i++)
        {
            if (IPNetwork.TryParse(raw.PrivateNetworks[i], out var network)) networks.Add(network);
            else mistakes.Add($"Flows:PrivateNetworks:{i}", raw.PrivateNetworks[i], "allowed is a network such as 10.1.0.0/16");
        }
        for (var i = 0; i < raw.Hosts.Count; i++)
        {
            var name = raw.Hosts[i].StartsWith("*.", StringComparison.Ordinal) ? raw.Hosts[i][2..] : raw.Hosts[i];
            if (Uri.CheckHostName(name) == UriHostNameType.Unknown) mistakes.Add($"Flows:Hosts:{i}", raw.Hosts[i], "allowed is a host name, or *.example.com for all below");
        }
        if (raw.KeepFiguresDays is < 1 or > 36_500) mistakes.Add("Flows:KeepFiguresDays", raw.KeepFiguresDays.ToString(System.Globalization.CultureInfo.InvariantCulture), "1 to 36500 are allowed");
        if (raw.KeepVoicemailDays is < 0 or > 36_500) mistakes.Add("Flows:KeepVoicemailDays", raw.KeepVoicemailDays.ToString(System.Globalization.CultureInfo.InvariantCulture), "0 to 36500 are allowed");
        return new FlowOptions(folder, raw.Hosts, networks, TimeSpan.FromDays(Math.Clamp(raw.KeepFiguresDays, 1, 36_500)), TimeSpan.FromDays(Math.Clamp(raw.KeepVoicemailDays, 0, 36_500)));
    }
}

internal sealed class FlowSettings
{
    /// <summary>Folder of flow documents; relative to the settings file. It need not exist.</summary>
    public string Folder { get; set; } = "flows";

    /// <summary>Host names that flows may ask by HTTP, <c>*.example.com</c> for all below; empty: every public host.</summary>
    public List<string> Hosts { get; set; } = [];

    /// <summary>Networks beyond the public ones that flows may ask.</summary>
    public List<string> PrivateNetworks { get; set; } = [];

    /// <summary>How long figures per node are kept.</summary>
    public int KeepFiguresDays { get; set; } = 400;

    /// <summary>How long messages stay in their mailboxes; 0: for good, since nobody but their owner knows what they are worth.</summary>
    public int KeepVoicemailDays { get; set; }
}
