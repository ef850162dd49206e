namespace Telephony.SipTrunk.Schema;

/// <summary>The schemas of <c>sbc-config/schema</c> as they were when the program was built.</summary>
internal static class SbcSchemas
{
    public static readonly JsonSchema Trunk = Load("trunk.schema.json");

    public static readonly JsonSchema Routes = Load("routes.schema.json");

    private static JsonSchema Load(string name)
    {
        using var stream = typeof(SbcSchemas).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The schema {name} is not in the assembly.");
        using var copy = new MemoryStream();
        stream.CopyTo(copy);
        return JsonSchema.Parse(copy.GetBuffer().AsSpan(0, (int)copy.Length));
    }
}
