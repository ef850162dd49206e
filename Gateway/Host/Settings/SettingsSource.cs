using Microsoft.Extensions.Configuration;
using Telephony.SipTrunk.Loading;

namespace Telephony.Host.Settings;

/// <summary>Where settings come from: a JSON file, and environment variables over it.</summary>
/// <param name="File">Absolute; folders in settings are relative to its own.</param>
/// <param name="HasFile">False: nobody named a file and there is none; defaults and the environment hold.</param>
internal sealed record SettingsSource(string File, bool HasFile, IConfigurationRoot Configuration)
{
    /// <summary>Names the settings file where <c>--config</c> does not.</summary>
    public const string FileVariable = "TELEPHONY_CONFIG";

    public string Folder => Path.GetDirectoryName(File) ?? ".";

    /// <summary>The file named, else that of <see cref="FileVariable"/>, else <c>appsettings.json</c> in the working directory, which may be missing. Null with a mistake.</summary>
    public static SettingsSource? Open(string? named, out ConfigMistake? mistake)
    {
        mistake = null;
        named ??= Environment.GetEnvironmentVariable(FileVariable) is { Length: > 0 } variable ? variable : null;
        var file = Path.GetFullPath(named ?? "appsettings.json");
        try
        {
            var configuration = Add(new ConfigurationBuilder(), file, optional: named is null).Build();
            return new SettingsSource(file, System.IO.File.Exists(file), configuration);
        }
        catch (Exception missing) when (missing is FileNotFoundException or DirectoryNotFoundException)
        {
            mistake = new ConfigMistake(file, null, "", "", $"there is no such file; --config FILE or the variable {FileVariable} names the settings");
        }
        catch (InvalidDataException broken)
        {
            mistake = new ConfigMistake(file, null, "", "", $"this is no JSON ({(broken.InnerException?.Message ?? broken.Message).TrimEnd('.')}); comments and trailing commas are allowed");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            mistake = new ConfigMistake(file, null, "", "", $"the file cannot be read: {unreadable.Message.TrimEnd('.')}");
        }
        return null;
    }

    public static IConfigurationBuilder Add(IConfigurationBuilder builder, string file, bool optional) =>
        builder.AddJsonFile(file, optional, reloadOnChange: false).AddEnvironmentVariables();
}
