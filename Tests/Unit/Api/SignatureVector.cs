using System.Text.Json;
using Telephony.Unit.House;

namespace Telephony.Unit.Api;

/// <summary>Requests signed by the official JavaScript SDK's own code; made by <c>Tests/Interop/Node/signature-vectors.mjs</c>.</summary>
public sealed record SignatureVector(string Method, string Target, string Host, string Date, string Hash, string Authorization, string Body)
{
    private static readonly JsonSerializerOptions Spelling = new(JsonSerializerDefaults.Web);

    public static readonly VectorFile File = JsonSerializer.Deserialize<VectorFile>(Repository.Read("Tests/Unit/Api/Vectors/signatures.json"), Spelling)!;

    public override string ToString() => $"{Method} {Target}";

    public sealed record VectorFile(string Key, IReadOnlyList<SignatureVector> Cases);
}
