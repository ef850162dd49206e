using System.Net;

namespace Telephony.Host.Settings;

/// <summary>The settings of prompts, checked and typed.</summary>
internal sealed record PromptOptions(IReadOnlyList<string> Hosts, IReadOnlyList<IPNetwork> PrivateNetworks, string Language)
{
    public static PromptOptions Read(PromptSettings raw, SettingMistakes mistakes)
    {
        var networks = new List<IPNetwork>();
        for (var i = 0; i < raw.PrivateNetworks.Count; i++)
        {
            if (IPNetwork.TryParse(raw.PrivateNetworks[i], out var network)) networks.Add(network);
            else mistakes.Add($"Prompts:PrivateNetworks:{i}", raw.PrivateNetworks[i], "allowed is a network such as 10.1.0.0/16");
        }
        for (var i = 0; i < raw.Hosts.Count; i++)
        {
            var name = raw.Hosts[i].StartsWith("*.", StringComparison.Ordinal) ? raw.Hosts[i][2..] : raw.Hosts[i];
            if (Uri.CheckHostName(name) == UriHostNameType.Unknown) mistakes.Add($"Prompts:Hosts:{i}", raw.Hosts[i], "allowed is a host name, or *.example.com for all below");
        }
        return new PromptOptions(raw.Hosts, networks, raw.Language.Length > 0 ? raw.Language : mistakes.Add("Prompts:Language", raw.Language, "allowed is a language such as en-US", "en-US"));
    }
}
