using Telephony.SipTrunk.Loading;

namespace Telephony.Unit.SipTrunk;

/// <summary>An <c>sbc-config</c> folder of its own for one test.</summary>
internal sealed class SbcFolder : IDisposable
{
    public const string Good = """{ "fqdn": "alpha.example", "transport": "udp", "auth": { "addresses": ["192.0.2.1"] } }""";

    public string Path { get; } = Directory.CreateTempSubdirectory("sbc-config-").FullName;

    public Dictionary<string, string> Environment { get; } = [];

    public SbcFolder With(string name, string content)
    {
        var path = System.IO.Path.Combine(Path, name);
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path) ?? Path);
        File.WriteAllText(path, content);
        return this;
    }

    /// <summary>A trunk file with these fields beside its name.</summary>
    public SbcFolder WithTrunk(string fields, string fqdn = "alpha.example", string file = "alpha") => With($"trunks/{file}.json", $$"""{ "fqdn": "{{fqdn}}", {{fields}} }""");

    public SbcConfigResult Load() => SbcConfigLoader.Load(Path, 1, Environment.GetValueOrDefault);

    public void Dispose() => Directory.Delete(Path, recursive: true);

    /// <summary>The repository's own folder.</summary>
    public static string Shipped
    {
        get
        {
            var at = new DirectoryInfo(AppContext.BaseDirectory);
            while (at is not null && !File.Exists(System.IO.Path.Combine(at.FullName, "Telephony.sln"))) at = at.Parent;
            return System.IO.Path.Combine(at?.FullName ?? throw new DirectoryNotFoundException("The solution's folder is not above the tests."), "sbc-config");
        }
    }
}
