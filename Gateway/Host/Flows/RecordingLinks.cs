using System.Security.Cryptography;
using System.Text;
using Telephony.Domain.Resources;
using Telephony.Host.Composition;

namespace Telephony.Host.Flows;

/// <summary>
/// Where recordings of flows are had by whoever is told of them: <c>/recordings/RESOURCE/KEY/FILE</c>. The key is a signature of the file's name by a key of the resource, so that nobody finds one who was not told, and a
/// new access key, both of them, ends all that were given out.
/// </summary>
internal static class RecordingLinks
{
    private const int KeyLength = 32;

    /// <param name="file">The file, within the folder.</param>
    public static string Url(string publicUrl, string folder, CommunicationResource resource, string file)
    {
        var name = Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/');
        return $"{publicUrl}/recordings/{resource.Name}/{Key(resource, AccessKeyKind.Primary, name)}/{string.Join('/', name.Split('/').Select(Uri.EscapeDataString))}";
    }

    public static void Map(WebApplication app, GatewayNode node, string folder) => app.MapGet("/recordings/{resource}/{key}/{**file}", (string resource, string key, string file) => Get(node, folder, resource, key, file));

    private static IResult Get(GatewayNode node, string folder, string resource, string key, string file)
    {
        if (node.Api?.Resources.Find(resource) is not { } owner || key.Length != KeyLength || Find(owner, folder, key, file) is not { } path) return Results.NotFound();
        return Results.File(path, "audio/wav", enableRangeProcessing: true);
    }

    /// <summary>Receivers of TwiML add the ending of the form that they want; there is one.</summary>
    private static string? Find(CommunicationResource owner, string folder, string key, string file)
    {
        foreach (var name in new[] { file, file.EndsWith(".wav.wav", StringComparison.Ordinal) ? file[..^4] : "" })
        {
            var path = Path.GetFullPath(Path.Combine(folder, name));
            if (name.Length == 0 || !path.StartsWith(folder + Path.DirectorySeparatorChar, StringComparison.Ordinal)) continue;
            if ((Fits(owner, AccessKeyKind.Primary, name, key) || Fits(owner, AccessKeyKind.Secondary, name, key)) && File.Exists(path)) return path;
        }
        return null;
    }

    private static bool Fits(CommunicationResource owner, AccessKeyKind kind, string name, string key) => CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(Key(owner, kind, name)), Encoding.UTF8.GetBytes(key));

    private static string Key(CommunicationResource resource, AccessKeyKind kind, string name)
    {
        Span<byte> signature = stackalloc byte[32];
        resource.Keys.Sign(kind, Encoding.UTF8.GetBytes($"recording\n{name}"), signature);
        return Convert.ToHexStringLower(signature[..(KeyLength / 2)]);
    }
}
