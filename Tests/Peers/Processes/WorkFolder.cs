namespace Telephony.Peers.Processes;

/// <summary>A temporary folder of one test. It goes with the test, unless <c>KEEP_WORK=1</c> is in the environment.</summary>
public sealed class WorkFolder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("telephony-").FullName;

    public string File(string name) => System.IO.Path.Combine(Path, name);

    public string Folder(string name) => Directory.CreateDirectory(File(name)).FullName;

    /// <summary>Writes the text and returns the file's full name.</summary>
    public string Write(string name, string text)
    {
        System.IO.File.WriteAllText(File(name), text);
        return File(name);
    }

    public void Dispose()
    {
        if (Environment.GetEnvironmentVariable("KEEP_WORK") == "1") return;
        try
        {
            Directory.Delete(Path, recursive: true);
        }
        catch (IOException)
        {
            // A peer that is still ending may write once more; the system's own cleaning takes the rest.
        }
    }
}
