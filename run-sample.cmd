@echo off
rem Starts three nodes of the sample on this machine. Needs a JDK (17 or later), nothing else.
setlocal
cd /d "%~dp0"
set "JAVA=java"
if defined JAVA_HOME set "JAVA=%JAVA_HOME%\bin\java"
"%JAVA%" -version >nul 2>&1 || (
	echo run-sample: there is no Java at "%JAVA%"; install a JDK 17 or later, or set JAVA_HOME to one>&2
	exit /b 1
)
rem The compiler is what a JRE lacks. Java 8 fails here, too, since it has no modules.
"%JAVA%" --describe-module jdk.compiler >nul 2>&1 || (
	echo run-sample: Java at "%JAVA%" is no JDK of version 17 or later, it has no compiler; set JAVA_HOME to one>&2
	exit /b 1
)
"%JAVA%" -XX:TieredStopAtLevel=1 -Xmx64m --source 17 sample-node-app\src\run\RunSample.java %*
exit /b %ERRORLEVEL%
