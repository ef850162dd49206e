namespace Telephony.Host.Composition;

/// <summary>
/// The data directory belongs to one running gateway: two would replay and delete each other's journal. A file that is open and locked as long as the
/// process lives; the operating system lets go of it however the process ends.
/// </summary>
internal sealed class DataLock : IDisposable
{
    private const string FileName = "gateway.lock";

    private readonly FileStream _file;

    private DataLock(FileStream file) => _file = file;

    /// <summary>Makes the directory where it is missing.</summary>
    /// <exception cref="StartException">Another gateway has it, or it cannot be written.</exception>
    public static DataLock Take(string directory)
    {
        var path = Path.Combine(directory, FileName);
        try
        {
            Directory.CreateDirectory(directory);
        }
        catch (Exception refused) when (refused is IOException or UnauthorizedAccessException)
        {
            throw Unusable(directory, refused);
        }
        try
        {
            var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            Sign(file);
            return new DataLock(file);
        }
        catch (UnauthorizedAccessException refused)
        {
            throw Unusable(directory, refused);
        }
        catch (IOException taken) when (File.Exists(path))
        {
            throw new StartException($"Another gateway runs on the data directory {directory} ({path} is locked): stop it, or give this one a directory of its own with Telephony:DataDirectory.", taken);
        }
        catch (IOException refused)
        {
            throw Unusable(directory, refused);
        }
    }

    public void Dispose() => _file.Dispose();

    // For a person who looks; nothing reads it.
    private static void Sign(FileStream file)
    {
        file.SetLength(0);
        file.Write(System.Text.Encoding.ASCII.GetBytes($"{Environment.ProcessId}\n"));
        file.Flush();
    }

    private static StartException Unusable(string directory, Exception refused) =>
        new($"The data directory {directory} cannot be used: {refused.Message} Give this user the right to write there, or name another directory with Telephony:DataDirectory.", refused);
}
