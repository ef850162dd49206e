using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// Two cores carry the gateway and its peers: by hand one test at a time. The whole run has classes side by side where the machine is not judged (Tests/run-all.sh).
[assembly: Parallelization(Mode = ParallelMode.None)]
