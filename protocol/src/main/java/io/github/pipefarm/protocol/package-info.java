/** The wire between coordinator and worker. */
package io.github.pipefarm.protocol;
