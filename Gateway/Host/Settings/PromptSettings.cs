namespace Telephony.Host.Settings;

internal sealed class PromptSettings
{
    /// <summary>Host names that prompts may be fetched from, <c>*.example.com</c> for all below; empty: every public host.</summary>
    public List<string> Hosts { get; set; } = [];

    /// <summary>Networks beyond the public ones that prompts may be fetched from.</summary>
    public List<string> PrivateNetworks { get; set; } = [];

    /// <summary>Of texts that name none.</summary>
    public string Language { get; set; } = "en-US";
}
