namespace Telephony.SipTrunk.Binding;

/// <summary>Follows <c>${ENV:NAME}</c> and <c>${FILE:path}</c>, so that a password need not stand in a file that is shown around.</summary>
/// <param name="folder">Relative paths start here.</param>
/// <param name="environment">Reads an environment variable; null when it is not set.</param>
internal sealed class SecretReader(string folder, Func<string, string?> environment)
{
    private const string Environment = "${ENV:";
    private const string File = "${FILE:";

    /// <summary>The secret, or false with a sentence that does not contain it.</summary>
    public bool TryRead(string written, out string secret, out string why)
    {
        (secret, why) = (written, "");
        if (!written.StartsWith("${", StringComparison.Ordinal)) return true;
        if (written[^1] == '}' && written.StartsWith(Environment, StringComparison.Ordinal)) return FromEnvironment(written[Environment.Length..^1], out secret, out why);
        if (written[^1] == '}' && written.StartsWith(File, StringComparison.Ordinal)) return FromFile(written[File.Length..^1], out secret, out why);
        why = "a reference has the form ${ENV:NAME} or ${FILE:path}";
        return false;
    }

    private bool FromEnvironment(string name, out string secret, out string why)
    {
        secret = environment(name) ?? "";
        why = secret.Length == 0 ? $"the environment variable {name} is not set" : "";
        return secret.Length > 0;
    }

    private bool FromFile(string path, out string secret, out string why)
    {
        (secret, why) = ("", "");
        try
        {
            secret = System.IO.File.ReadLines(Path.Combine(folder, path)).FirstOrDefault()?.Trim() ?? "";
            if (secret.Length == 0) why = $"the file {path} is empty";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            why = $"the file {path} cannot be read: {e.Message.TrimEnd('.')}";
        }
        return secret.Length > 0;
    }
}
