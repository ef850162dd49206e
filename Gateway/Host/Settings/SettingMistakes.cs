using System.Collections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Telephony.SipTrunk.Loading;

namespace Telephony.Host.Settings;

/// <summary>Collects what is wrong with settings; each mistake names the place that holds the value: the file, or the environment variable over it.</summary>
internal sealed class SettingMistakes(SettingsSource source) : IEnumerable<ConfigMistake>
{
    private readonly List<ConfigMistake> _mistakes = [];

    public int Count => _mistakes.Count;

    /// <param name="field">Below the section, with colons: <c>Sip:Listen:0</c>.</param>
    /// <param name="found">The value found; null where it is missing or empty.</param>
    public void Add(string field, string? found, string allowed)
    {
        var path = $"{TelephonySettings.Section}:{field}";
        var word = string.IsNullOrEmpty(found) ? "empty" : $"\"{found}\"";
        _mistakes.Add(ProviderOf(path) is EnvironmentVariablesConfigurationProvider
            ? new ConfigMistake("environment", null, path.Replace(":", "__", StringComparison.Ordinal), word, allowed)
            : new ConfigMistake(source.File, null, path, word, allowed));
    }

    /// <summary>As <see cref="Add"/>, and what the reader goes on with.</summary>
    public T Add<T>(string field, string? found, string allowed, T otherwise)
    {
        Add(field, found, allowed);
        return otherwise;
    }

    public void AddUnknown(string field, IEnumerable<string> known)
    {
        var path = $"{TelephonySettings.Section}:{field}";
        _mistakes.Add(new ConfigMistake(ProviderOf(path) is EnvironmentVariablesConfigurationProvider ? "environment" : source.File, null, path, "", $"there is no such setting; allowed are {string.Join(", ", known)}"));
    }

    public IEnumerator<ConfigMistake> GetEnumerator() => _mistakes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // The last provider that knows the value wins. An entry of a list may have come from one line that stands for the whole list.
    private IConfigurationProvider? ProviderOf(string path)
    {
        var list = path[..path.LastIndexOf(':')];
        return Last(provider => provider.TryGet(list, out var line) && line is { Length: > 0 })
            ?? Last(provider => provider.TryGet(path, out _))
            ?? Last(provider => provider.GetChildKeys([], path).Any());
    }

    private IConfigurationProvider? Last(Func<IConfigurationProvider, bool> knows) => source.Configuration.Providers.Reverse().FirstOrDefault(knows);
}
