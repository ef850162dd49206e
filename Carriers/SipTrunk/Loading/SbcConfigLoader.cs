using System.Security.Cryptography;
using System.Text;
using Telephony.Documents;
using Telephony.Domain.Catalogue;
using Telephony.Domain.Trunks;
using Telephony.SipTrunk.Binding;
using Telephony.SipTrunk.Schema;

namespace Telephony.SipTrunk.Loading;

/// <summary>Reads <c>trunks/*.json</c> and <c>routes.json</c> of a folder, checks them whole, and says every mistake at once. Blocks on the disk; never throws for content.</summary>
public static class SbcConfigLoader
{
    /// <param name="folder">The <c>sbc-config</c> folder.</param>
    /// <param name="version">For <see cref="TrunkCatalogue.Version"/>.</param>
    public static SbcConfigResult Load(string folder, long version = 1) => Load(folder, version, Environment.GetEnvironmentVariable);

    internal static SbcConfigResult Load(string folder, long version, Func<string, string?> environment)
    {
        var loading = new Loading(folder, environment);
        var files = ConfigFiles.Read(folder, loading.Mistakes);
        foreach (var file in files) loading.Add(file);
        return loading.Finish(version, ConfigFiles.FingerprintOf(files));
    }

    /// <summary>What the folder holds now, without checking it; empty when it cannot be read.</summary>
    internal static string Fingerprint(string folder) => ConfigFiles.FingerprintOf(ConfigFiles.Read(folder, []));

    private sealed class Loading(string folder, Func<string, string?> environment)
    {
        private readonly SecretReader secrets = new(folder, environment);
        private readonly List<(Trunk Trunk, string File, Written Root)> trunks = [];
        private RoutesFile routes = RoutesFile.Empty;
        private Written? routesRoot;
        private bool someTrunkHasNoName;

        public List<ConfigMistake> Mistakes { get; } = [];

        public void Add(ConfigFile file)
        {
            var root = ConfigReader.Read(file.Name, file.Content, Mistakes);
            var isRoutes = file.Name == ConfigFiles.Routes;
            if (root is not null) new SchemaCheck(file.Name, Mistakes).Check(root, isRoutes ? SbcSchemas.Routes : SbcSchemas.Trunk);
            var section = new ConfigSection(root, "", file.Name, Mistakes);
            if (isRoutes)
            {
                (routes, routesRoot) = (RoutesBinder.Bind(section), root);
                return;
            }
            var trunk = root is null ? null : TrunkBinder.Bind(section, secrets);
            if (trunk is null || root is null) someTrunkHasNoName = true;
            else trunks.AddRange(TenantBinder.Bind(section, trunk).Select(made => (made, file.Name, root)));
        }

        public SbcConfigResult Finish(long version, string fingerprint)
        {
            var built = TrunkCatalogue.TryBuild([.. trunks.Select(t => t.Trunk)], routes.Routes, routes.NumberRules, routes.Emergency, version, out var catalogue, out var conflicts);
            foreach (var conflict in conflicts) Report(conflict);
            return new SbcConfigResult(built && Mistakes.Count == 0 ? catalogue : null, Mistakes, fingerprint);
        }

        private void Report(CatalogueConflict conflict)
        {
            if (conflict.Trunk is { } trunk)
            {
                var (_, file, root) = trunks.First(t => ReferenceEquals(t.Trunk, trunk));
                Mistakes.Add(new ConfigMistake(file, root.At(conflict.Field).Line, conflict.Field, $"\"{conflict.Found}\"", conflict.Sentence.TrimEnd('.')));
                return;
            }
            if (conflict.Route is not { } route || (someTrunkHasNoName && conflict.Field != "name")) return;
            var index = Enumerable.Range(0, routes.Routes.Count).First(i => ReferenceEquals(routes.Routes[i], route));
            var field = $"routes[{index}].{conflict.Field}";
            Mistakes.Add(new ConfigMistake(ConfigFiles.Routes, routesRoot?.At(field).Line, field, $"\"{conflict.Found}\"", conflict.Sentence.TrimEnd('.')));
        }
    }
}

/// <summary>A file as it was read, named relative to the folder.</summary>
internal sealed record ConfigFile(string Name, byte[] Content);

internal static class ConfigFiles
{
    public const string Routes = "routes.json";

    public static IReadOnlyList<ConfigFile> Read(string folder, List<ConfigMistake> mistakes)
    {
        if (!Directory.Exists(folder))
        {
            mistakes.Add(new ConfigMistake(folder, null, "", "", "the folder does not exist; the setting Telephony:SbcConfig names it"));
            return [];
        }
        var files = new List<ConfigFile>();
        var trunks = Path.Combine(folder, "trunks");
        if (Directory.Exists(trunks))
        {
            foreach (var path in Directory.EnumerateFiles(trunks, "*.json").Order(StringComparer.Ordinal)) Add($"trunks/{Path.GetFileName(path)}", path);
        }
        var routes = Path.Combine(folder, Routes);
        if (File.Exists(routes)) Add(Routes, routes);
        return files;

        void Add(string name, string path)
        {
            try
            {
                if (new FileInfo(path).Length <= ConfigReader.LargestFileBytes) files.Add(new ConfigFile(name, File.ReadAllBytes(path)));
                else mistakes.Add(new ConfigMistake(name, null, "", "", $"the file is larger than {ConfigReader.LargestFileBytes} bytes"));
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                mistakes.Add(new ConfigMistake(name, null, "", "", $"the file cannot be read: {e.Message.TrimEnd('.')}"));
            }
        }
    }

    public static string FingerprintOf(IReadOnlyList<ConfigFile> files)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files)
        {
            hash.AppendData(Encoding.UTF8.GetBytes($"{file.Name}\n{file.Content.Length}\n"));
            hash.AppendData(file.Content);
        }
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}
